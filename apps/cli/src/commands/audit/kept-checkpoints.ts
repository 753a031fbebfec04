import { readFile } from 'node:fs/promises';
import { jwks } from '@countersign/contracts';
import type { Jwks } from '@countersign/contracts';
import { ForgedCheckpoint, KeptHeads, openCheckpoint } from '@countersign/proof';
import { CommandFailure, exitCodes, UsageError } from '../../failures.js';
import { isSafe } from '../../sign-in/server-address.js';
import { jsonLines } from './event-source.js';

const TIMEOUT_MS = 10_000;

/**
 * What kept checkpoints say of the logs. Each line is one as `GET /v1/audit/checkpoints` or the event
 * `audit.checkpoint` has it; other events are passed over, so that a whole export may be given.
 * @param keySets - files or URLs
 * @throws CommandFailure `forged-checkpoint` when one of them was not signed by one of the keys
 */
export async function keptHeads(files: readonly string[], keySets: readonly string[]): Promise<KeptHeads> {
  const kept = new KeptHeads();
  if (!files.length) return kept;
  if (!keySets.length) throw new UsageError('Give the key set that was kept with the checkpoints: --jwks.');
  const keys = (await Promise.all(keySets.map(keySet))).flat();
  for (const file of files) await addFrom(file, keys, kept);
  return kept;
}

/** @throws UsageError when there is none in the file: verified against nothing must not look like verified */
async function addFrom(file: string, keys: Jwks['keys'], kept: KeptHeads): Promise<void> {
  let found = 0;
  for await (const { value, line } of jsonLines(file)) {
    const jws = jwsOf(value, `Line ${line} of ${file}`);
    if (jws === null) continue;
    kept.add(opened(jws, keys, `Line ${line} of ${file}`));
    found++;
  }
  if (found === 0) throw new UsageError(`There is no checkpoint in ${file}.`);
}

function opened(jws: string, keys: Jwks['keys'], where: string) {
  try {
    return openCheckpoint(jws, keys);
  } catch (error) {
    if (!(error instanceof ForgedCheckpoint)) throw error;
    throw new CommandFailure(exitCodes.notIntact, 'forged-checkpoint', `${where} is ${error.message}.`);
  }
}

/** The JWS of a line; null where it is an event of another kind. */
function jwsOf(value: unknown, where: string): string | null {
  const { jws, type, data } = (value ?? {}) as { jws?: unknown; type?: unknown; data?: { data?: unknown } };
  if (type !== undefined && type !== 'audit.checkpoint') return null;
  const found = jws ?? ((data?.data ?? {}) as { jws?: unknown }).jws;
  if (typeof found !== 'string') throw new UsageError(`${where} is no checkpoint: it has no jws.`);
  return found;
}

async function keySet(from: string): Promise<Jwks['keys']> {
  const { data } = jwks.safeParse(await json(from));
  if (!data) throw new UsageError(`${from} is no key set of Countersign.`);
  return data.keys;
}

async function json(from: string): Promise<unknown> {
  try {
    return JSON.parse(/^https?:\/\//.test(from) ? await fetched(from) : await readFile(from, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `${from} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

async function fetched(url: string): Promise<string> {
  if (!isSafe(new URL(url))) throw new Error('keys may not travel in the clear; use https, or a kept file');
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.text();
}
