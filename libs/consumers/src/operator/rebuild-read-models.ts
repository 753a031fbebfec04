import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { cursorTable } from '../install-consumers.js';
import { requestRebuild } from '../operator-wishes.js';
import { inAdminTransaction } from './admin-transaction.js';

const projections = (schema: string): string => `
  SELECT DISTINCT consumer FROM ${cursorTable(schema)} WHERE kind = 'projection' AND log = ANY ($1) ORDER BY consumer`;

/** In the order in which a rebuild locks them. */
const lock = (schema: string): string => `
  SELECT FROM ${cursorTable(schema)} WHERE consumer = $1 ORDER BY log FOR UPDATE`;

/** A rebuild whose cursor was changed begins again. */
const callOff = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET generation = generation + 1 WHERE consumer = $1 || '/rebuild' AND kind = 'rebuild'`;

/**
 * Asks for the read models of a schema that follow one of the logs to be rebuilt. A rebuild that is under way has read
 * mirrors that are no more, so it is called off and begins again.
 * @returns the names of the projections
 */
export async function rebuildReadModels(
  admin: ClientBase,
  schema: string,
  logs: readonly LogName[],
): Promise<string[]> {
  const { rows } = await admin.query<{ consumer: string }>(projections(schema), [logs]);
  for (const { consumer } of rows)
    await inAdminTransaction(admin, async () => {
      await admin.query(lock(schema), [consumer]);
      await requestRebuild(admin, { schema, consumer });
      await admin.query(callOff(schema), [consumer]);
    });
  return rows.map(({ consumer }) => consumer);
}
