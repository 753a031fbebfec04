import { approvalEventData } from '@countersign/contracts';
import type { ApprovalEvent, RecordedEvent } from '@countersign/contracts';
import { prepared } from '@countersign/messaging';
import type { ProjectionTransaction } from '@countersign/messaging';
import { awaitedBy, evolveProgress } from './progress.js';
import type { Progress } from './progress.js';

const selectProgress = (table: string) => `
  SELECT progress FROM ${table} WHERE request_id = ANY ($1::uuid[])`;

const upsertInbox = (table: string) => `
  INSERT INTO ${table} (request_id, open_step, open_to, closed_to, progress)
  SELECT request_id, open_step, open_to, closed_to, progress
    FROM json_to_recordset($1) AS change (request_id uuid, open_step int, open_to text[], closed_to text[], progress json)
  ON CONFLICT (request_id) DO UPDATE
     SET open_step = excluded.open_step, open_to = excluded.open_to, closed_to = excluded.closed_to,
         progress = excluded.progress`;

/**
 * Applies events of the approval log to `inbox`: reads what is known of the approvals in the batch, folds all of
 * their events in memory, writes each once.
 */
export async function applyApprovalLog(events: RecordedEvent[], tx: ProjectionTransaction): Promise<void> {
  const known = events.flatMap((event) => approvalEvent(event) ?? []);
  if (!known.length) return;
  const inbox = tx.table('inbox');
  const ids = [...new Set(known.map(({ event }) => event.data.requestId))];
  const { rows } = await tx.client.query<{ progress: Progress }>(selectProgress(inbox), [ids]);
  const folded = new Map(rows.map(({ progress }) => [progress.requestId, progress]));
  for (const { event, version } of known) {
    folded.set(event.data.requestId, evolveProgress(folded.get(event.data.requestId), event, version));
  }
  await tx.client.query(prepared(upsertInbox(inbox), [JSON.stringify([...folded.values()].map(inboxRow))]));
}

function inboxRow(progress: Progress) {
  const { openStep, openTo, closedTo } = awaitedBy(progress);
  return {
    request_id: progress.requestId,
    open_step: openStep,
    open_to: openTo,
    closed_to: closedTo,
    progress,
  };
}

/** The event with its data checked; undefined for refused attempts, and for a type of a later version. */
function approvalEvent({ type, schemaVersion, version, data }: RecordedEvent) {
  if (type === 'attempt.refused' || !(type in approvalEventData)) return undefined;
  const schema = approvalEventData[type as keyof typeof approvalEventData];
  return { version, event: { type, schemaVersion, data: schema.parse(data) } as ApprovalEvent };
}
