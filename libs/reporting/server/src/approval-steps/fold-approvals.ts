import { approvalEventData } from '@countersign/contracts';
import type { ApprovalEvent, RecordedEvent } from '@countersign/contracts';
import { prepared } from '@countersign/messaging';
import type { ProjectionTransaction } from '@countersign/messaging';
import { evolveSteps } from './approval-steps.js';
import type { ApprovalSteps } from './approval-steps.js';

const select = (table: string) => `
  SELECT state FROM ${table} WHERE request_id = ANY ($1::uuid[])`;

const upsert = (table: string) => `
  INSERT INTO ${table} (request_id, state)
  SELECT request_id, state FROM json_to_recordset($1) AS change (request_id uuid, state json)
  ON CONFLICT (request_id) DO UPDATE SET state = excluded.state`;

/**
 * Folds events of the approval log onto the states in a table (`request_id`, `state`): reads what is known of the
 * approvals in the batch, folds in memory, writes each once.
 * @returns the approvals of the batch as they are now
 */
export async function foldApprovals(
  events: RecordedEvent[],
  tx: ProjectionTransaction,
  table: string,
): Promise<ApprovalSteps[]> {
  const known = events.flatMap((event) => approvalEvent(event) ?? []);
  if (!known.length) return [];
  const ids = [...new Set(known.map(({ event }) => event.data.requestId))];
  const { rows } = await tx.client.query<{ state: ApprovalSteps }>(select(table), [ids]);
  const states = new Map(rows.map(({ state }) => [state.requestId, state]));
  for (const { event, version } of known) {
    const { requestId } = event.data;
    states.set(requestId, evolveSteps(states.get(requestId), event, version));
  }
  const folded = [...states.values()];
  const changes = folded.map((state) => ({ request_id: state.requestId, state }));
  await tx.client.query(prepared(upsert(table), [JSON.stringify(changes)]));
  return folded;
}

/** The event with its data checked; undefined for refused attempts, and for a type of a later version. */
function approvalEvent({ type, schemaVersion, version, data }: RecordedEvent) {
  if (type === 'attempt.refused' || !(type in approvalEventData)) return undefined;
  const schema = approvalEventData[type as keyof typeof approvalEventData];
  return { version, event: { type, schemaVersion, data: schema.parse(data) } as ApprovalEvent };
}
