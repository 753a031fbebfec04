import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { read } from '@countersign/api-client';
import type { Api } from '@countersign/api-client';
import { decodeUtf8, jwks, MalformedJson, parseJson } from '@countersign/contracts';
import type { Jwks } from '@countersign/contracts';
import { ForgedCheckpoint, KeptHeads, openCheckpoint } from '@countersign/proof';
import { CommandFailure, exitCodes, UsageError } from '../failures.js';
import { isSafe } from '../sign-in/server-address.js';

const PAGE = 200;
const KEY_SET_TIMEOUT_MS = 10_000;

/** Every event that the server has now; ends where the cursor of the feed no longer moves. */
export async function* eventsOfFeed(api: Api): AsyncGenerator {
  for (let after: string | undefined; ;) {
    const query = { limit: PAGE, ...(after === undefined ? {} : { after }) };
    const { items, nextCursor } = await read(api.GET('/v1/events', { params: { query: query as never } }));
    yield* items;
    if (items.length === 0 && nextCursor === after) return;
    after = nextCursor;
  }
}

/** The events of a file of JSON lines; `-` is standard input. */
export async function* eventsOfFile(path: string): AsyncGenerator {
  for await (const { value } of jsonLines(path)) yield value;
}

/** @throws UsageError when the file cannot be read, or a line is not JSON */
async function* jsonLines(path: string): AsyncGenerator<{ value: unknown; line: number }> {
  let line = 0;
  for await (const text of textLines(path)) {
    line++;
    if (text.trim()) yield { value: parsed(text, path, line), line };
  }
}

/** @throws UsageError when the file cannot be read, or is not UTF-8 */
async function* textLines(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    yield rest + decoder.decode();
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read: ${error instanceof Error ? error.message : 'it broke off'}.`,
    );
  }
}

function parsed(text: string, path: string, line: number): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    throw new UsageError(`Line ${line} of ${path} cannot be read as JSON: ${error.problem}.`);
  }
}

/**
 * The heads of the logs by the kept checkpoints. Each line has the form of `GET /v1/audit/checkpoints` or of the
 * event `audit.checkpoint`; other events are skipped, so that a whole export may be given.
 * @param keySets - files or URLs
 * @throws CommandFailure `forged-checkpoint` when none of the keys signed a checkpoint
 */
export async function keptHeads(files: readonly string[], keySets: readonly string[]): Promise<KeptHeads> {
  const kept = new KeptHeads();
  if (!files.length) return kept;
  if (!keySets.length)
    throw new UsageError('Give the key set that was kept with the checkpoints: --jwks <file>.');
  const keys = (await Promise.all(keySets.map(keySet))).flat();
  for (const file of files) await addFrom(file, keys, kept);
  return kept;
}

/** @throws UsageError when the file has no checkpoint: to verify against nothing must not look like a proof */
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

/** The JWS of a line; null for an event of another type. */
function jwsOf(value: unknown, where: string): string | null {
  const { jws, type, data } = (value ?? {}) as { jws?: unknown; type?: unknown; data?: { data?: unknown } };
  if (type !== undefined && type !== 'audit.checkpoint') return null;
  const found = jws ?? ((data?.data ?? {}) as { jws?: unknown }).jws;
  if (typeof found !== 'string') throw new UsageError(`${where} is not a checkpoint: it has no jws.`);
  return found;
}

async function keySet(from: string): Promise<Jwks['keys']> {
  const { data } = jwks.safeParse(await json(from));
  if (!data) throw new UsageError(`${from} is not a key set of Countersign.`);
  return data.keys;
}

async function json(from: string): Promise<unknown> {
  try {
    return parseJson(decodeUtf8(/^https?:\/\//.test(from) ? await fetched(from) : await readFile(from)));
  } catch (error) {
    throw new UsageError(
      `${from} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

async function fetched(url: string): Promise<Uint8Array> {
  if (!isSafe(new URL(url)))
    throw new Error('keys must not be fetched without https; use https, or a kept file');
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(KEY_SET_TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
