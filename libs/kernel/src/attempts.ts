import { createHash } from 'node:crypto';
import type { Attempt, Folding, PersonRef, RefusedAttempt } from '@countersign/contracts';
import { foldName } from '@countersign/names';

/**
 * At most one event per actor, target and code is recorded in this time; the next event counts the attempts in between.
 */
export const ATTEMPT_INTERVAL_MS = 60_000;

/** When each kind of attempt was last recorded, in ms since 1970. Times an interval ago or longer are dropped. */
export type Attempts = ReadonlyMap<string, number>;

/** How a stream of attempts is folded. */
export const attemptsFold = { initialState: new Map() as Attempts, evolve: evolveAttempts };

/** Folds one event. Pure. */
function evolveAttempts(attempts: Attempts, { data }: Folding<RefusedAttempt>): Attempts {
  const at = Date.parse(data.at);
  const recent = [...attempts].filter(([, last]) => at < last + ATTEMPT_INTERVAL_MS);
  return new Map([...recent, [attemptKey(data), at]]);
}

/**
 * Records the attempt, unless an attempt of the same actor, target and code was recorded less than a minute ago: then
 * the next event will count it.
 */
export function recordAttempt(attempts: Attempts, attempt: Attempt, now: Date): RefusedAttempt[] {
  const last = attempts.get(attemptKey(attempt));
  if (last !== undefined && now.getTime() < last + ATTEMPT_INTERVAL_MS) return [];
  return [{ type: 'attempt.refused', schemaVersion: 1, data: { ...attempt, at: now.toISOString() } }];
}

/** Actor, target and code as one text. Names in another spelling are the same target (rules.md#names). */
export function attemptKey({ by, target, code }: Pick<Attempt, 'by' | 'target' | 'code'>): string {
  const { requestId, resource, account } = target;
  const names = [resource, account].map((name) => name && foldName(name));
  return JSON.stringify([by.issuer, by.id, requestId, ...names, code]);
}

/** The stream of a person's attempts on one day in UTC: `attempts-<SHA-256 of issuer and id>-<yyyymmdd>`. */
export function attemptsStream({ issuer, id }: PersonRef, now: Date): string {
  const person = createHash('sha256')
    .update(JSON.stringify([issuer, id]))
    .digest('base64url');
  return `attempts-${person}-${now.toISOString().slice(0, 10).replaceAll('-', '')}`;
}
