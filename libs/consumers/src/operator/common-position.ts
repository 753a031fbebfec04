import type { JetStreamManager } from '@nats-io/jetstream';
import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { mirroredHash } from '@countersign/mirror';
import { quoted } from '@countersign/postgres';

const hashAt = (log: LogName): string => `
  SELECT encode(hash, 'hex') AS hash FROM ${quoted(log)}.event WHERE position = $1`;

/** The hash of the event at a position of the log; null where there is none. */
export async function hashInLog(admin: ClientBase, log: LogName, position: number): Promise<string | null> {
  if (position === 0) return null;
  const { rows } = await admin.query<{ hash: string }>(hashAt(log), [position]);
  return rows[0]?.hash ?? null;
}

/** Hashes are chained: once equal, always equal before. So halving finds the last position in common. */
export async function lastInCommon(
  admin: ClientBase,
  jsm: JetStreamManager,
  log: LogName,
  upTo: number,
): Promise<number> {
  let low = 0;
  let high = upTo;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((await mirroredHash(jsm, log, middle)) === (await hashInLog(admin, log, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}
