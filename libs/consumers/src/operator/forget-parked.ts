import { escapeLiteral } from 'pg';
import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { withoutText } from '../erased-texts.js';
import { parkedTable } from '../install-consumers.js';
import { quoted } from '@countersign/postgres';
import { consumerSchemas } from './consumer-schemas.js';
import type { ConsumersOfLog } from './consumer-schemas.js';

/** The time of the erasure as the event has it. */
const erasedAt = `to_char(e.erased_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const forget = (schema: string, log: LogName): string => `
  UPDATE ${parkedTable(schema)} AS parked SET ${withoutText(erasedAt)}
    FROM ${quoted(log)}.event AS e
   WHERE parked.log = ${escapeLiteral(log)} AND e.position = parked.position AND e.erased_at IS NOT NULL
     AND parked.event ->> 'private' IS NOT NULL`;

/** Parked events whose texts were erased, by the schema of their consumers. */
export interface ForgottenParked {
  schema: string;
  events: number;
}

/**
 * Takes erased texts out of the parked events of every schema. A consumer that runs does this itself when it comes to
 * the erasure; a consumer that does not run any more never comes to it.
 */
export async function forgetParked(
  admin: ClientBase,
  { log, ownerRole }: ConsumersOfLog,
): Promise<ForgottenParked[]> {
  const forgotten: ForgottenParked[] = [];
  for (const schema of await consumerSchemas(admin, ownerRole, 'consumer_parked')) {
    const { rowCount } = await admin.query(forget(schema, log));
    if (rowCount) forgotten.push({ schema, events: rowCount });
  }
  return forgotten;
}
