import type { JetStreamManager } from '@nats-io/jetstream';
import { escapeLiteral } from 'pg';
import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { mirroredHash } from '@countersign/mirror';
import { qualified, quoted } from '@countersign/postgres';
import { consumerSchemas } from './consumer-schemas.js';
import type { ConsumersOfLog } from './consumer-schemas.js';

/** Cursors at an event that the log does not have. They are locked: their leaders cannot move them. */
const strayCursors = (schema: string, log: LogName): string => `
  SELECT c.consumer, c.kind FROM ${qualified(schema, 'consumer_cursor')} c
   WHERE c.log = ${escapeLiteral(log)} AND c.position > 0
     AND NOT EXISTS (SELECT FROM ${quoted(log)}.event e WHERE e.position = c.position AND encode(e.hash, 'hex') = c.hash)
   ORDER BY c.consumer
   FOR UPDATE OF c`;

const resumeAtCut = (schema: string): string => `
  UPDATE ${qualified(schema, 'consumer_cursor')}
     SET position = $3, hash = $4, generation = generation + 1, moved_at = now()
   WHERE consumer = $1 AND log = $2`;

const rebuildAnew = (schema: string): string => `
  UPDATE ${qualified(schema, 'consumer_cursor')}
     SET position = 0, hash = NULL, generation = generation + 1, rebuild = 'epoch', moved_at = now()
   WHERE consumer = $1 AND log = $2`;

/** Events parked beyond the cut no longer exist. */
const dropParked = (schema: string): string => `
  DELETE FROM ${qualified(schema, 'consumer_parked')} WHERE consumer = $1 AND log = $2 AND position > $3`;

/** A consumer that has handled an event that the log does not have. */
interface Stray {
  schema: string;
  consumer: string;
  kind: 'projection' | 'process-manager' | 'rebuild';
}

async function straysOf(admin: ClientBase, { log, ownerRole }: ConsumersOfLog): Promise<Stray[]> {
  const strays: Stray[] = [];
  for (const schema of await consumerSchemas(admin, ownerRole, 'consumer_cursor')) {
    const { rows } = await admin.query<Omit<Stray, 'schema'>>(strayCursors(schema, log));
    strays.push(...rows.map((row) => ({ schema, ...row })));
  }
  return strays;
}

/** Whether any consumer has handled an event that the log does not have. */
export const anyStray = async (admin: ClientBase, of: ConsumersOfLog): Promise<boolean> =>
  (await straysOf(admin, of)).length > 0;

/**
 * Resets stray consumers: process managers to the cut, projections to a rebuild.
 * @returns their names, as `schema/consumer`
 */
export async function resetConsumers(
  admin: ClientBase,
  { log, ownerRole }: ConsumersOfLog,
  cut: number,
): Promise<string[]> {
  const hash = await hashInLog(admin, log, cut);
  const strays = await straysOf(admin, { log, ownerRole });
  for (const { schema, consumer, kind } of strays) {
    if (kind === 'process-manager') await admin.query(resumeAtCut(schema), [consumer, log, cut, hash]);
    else await admin.query(rebuildAnew(schema), [consumer, log]);
    await admin.query(dropParked(schema), [consumer, log, cut]);
  }
  return strays.map(({ schema, consumer }) => `${schema}/${consumer}`);
}

const hashAt = (log: LogName): string => `
  SELECT encode(hash, 'hex') AS hash FROM ${quoted(log)}.event WHERE position = $1`;

/** The hash of the event at a position of the log; null if there is none. */
async function hashInLog(admin: ClientBase, log: LogName, position: number): Promise<string | null> {
  if (position === 0) return null;
  const { rows } = await admin.query<{ hash: string }>(hashAt(log), [position]);
  return rows[0]?.hash ?? null;
}

/** Hashes are chained: equal at one position means equal before it. So bisection finds the last common position. */
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
