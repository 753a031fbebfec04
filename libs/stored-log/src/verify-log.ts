import type { LogName } from '@countersign/contracts';
import { SeenIds } from '@countersign/proof';
import type { KeptHeads } from '@countersign/proof';
import type { Finding, Verification } from './finding.js';
import type { ReadableLog } from './stored-rows.js';
import { LogWalk } from './walk.js';
import type { WalkedRange } from './walk.js';

/** What a verification compares with, beside the log itself. */
export interface VerifyOptions {
  log: LogName;
  /** Kept checkpoints, with which the hashes must agree. */
  kept?: KeptHeads;
  /** Called after each range with the number of events compared so far. */
  onProgress?: (events: number) => void;
}

/** The outcome for a log, and how many kept checkpoints agreed with it. */
export type Verified = Verification & { checkpoints: number };

/**
 * Verifies a whole log, and names the lowest position that is wrong (see `LogWalk`).
 * @throws LogPutBack if the log was put back to an older state meanwhile
 */
export async function verifyLog(
  source: ReadableLog,
  { log, kept, onProgress = () => undefined }: VerifyOptions,
): Promise<Verified> {
  const walk = await LogWalk.from(source);
  const { position, hash } = walk.head;
  const findings: Finding[] = [];
  const ids = new SeenIds();
  let compared = 0;
  let checkpoints = 0;
  for await (const range of walk.ranges()) {
    if (range.finding) findings.push(range.finding);
    const met = meetKept(range, log, kept);
    findings.push(...met.findings, ...sameIds(range, ids));
    checkpoints += met.agreed;
    onProgress((compared += range.events.length));
  }
  const last = kept?.last(log) ?? 0;
  if (last > position) findings.push(cutBefore(last, position));
  const [lowest] = findings.sort((a, b) => a.position - b.position);
  if (lowest) return { intact: false, ...lowest, checkpoints };
  return { intact: true, head: { position, hash }, checkpoints };
}

function sameIds({ events }: WalkedRange, ids: SeenIds): Finding[] {
  const known = events.filter(({ id }) => !ids.add(id));
  return known.map(({ position }) => ({
    position,
    kind: 'changed',
    detail: 'another event has the same id',
  }));
}

function meetKept(
  { events }: WalkedRange,
  log: LogName,
  kept: KeptHeads | undefined,
): { findings: Finding[]; agreed: number } {
  const findings: Finding[] = [];
  let agreed = 0;
  for (const { position, hash } of events) {
    if (!kept?.has(log, position)) continue;
    const signedAt = kept.contradicts(log, { position, hash });
    if (signedAt === null) agreed++;
    else findings.push({ position, kind: 'rewritten', detail: rewritten(signedAt) });
  }
  return { findings, agreed };
}

const rewritten = (signedAt: string): string =>
  `the checkpoint of ${signedAt} has a different hash: this event or an earlier event was replaced`;

const cutBefore = (last: number, position: number): Finding => ({
  position: position + 1,
  kind: 'truncated',
  detail: `a kept checkpoint knows of events up to ${last}`,
});
