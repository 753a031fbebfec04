import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { ERASURES_STREAM, personalDataErased } from '@countersign/contracts';
import type { LogName, PersonalDataErased, PersonRef } from '@countersign/contracts';
import { processCommand } from '../command-id.js';
import { prepareAppend } from '../prepared-append.js';
import { eraseCall } from './append-call.js';

/** Which private texts of a log an operator erases, and why, as it is recorded. */
export interface LogErasure {
  log: LogName;
  ranges: readonly (readonly [number, number])[];
  person: PersonRef | null;
  before: string | null;
  by: string;
  reason: string;
  ownerRole?: string;
}

/** Erases the private texts of the events at some positions, and records by whom and why, in the same transaction. */
export async function eraseTexts(
  admin: ClientBase,
  { log, ownerRole = 'countersign_owner', ...erasure }: LogErasure,
): Promise<number> {
  const data = personalDataErased.parse(erasure);
  const event: PersonalDataErased = { type: 'personal_data.erased', schemaVersion: 1, data };
  await admin.query('BEGIN');
  try {
    await admin.query(`SET LOCAL ROLE ${admin.escapeIdentifier(ownerRole)}`);
    await admin.query(`SELECT FROM ${log}.head FOR NO KEY UPDATE`);
    const { rows } = await admin.query<{ version: number }>(
      `SELECT coalesce(max(m.version), 0) AS version FROM ${log}.membership AS m WHERE m.stream = $1`,
      [ERASURES_STREAM],
    );
    const append = prepareAppend({
      command: processCommand('erase', randomUUID(), 0),
      result: { status: 200, code: null, ids: {} },
      events: [{ event, streams: [ERASURES_STREAM] }],
      expected: [{ stream: ERASURES_STREAM, version: rows[0]?.version ?? 0 }],
      actor: { kind: 'service', id: 'migrate' },
      personal: null,
      correlationId: randomUUID(),
      causationId: null,
      traceparent: null,
    });
    const { text, values } = eraseCall(log, append);
    await admin.query({ text, values });
    await admin.query('COMMIT');
  } catch (error) {
    await admin.query('ROLLBACK');
    throw error;
  }
  return data.ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}
