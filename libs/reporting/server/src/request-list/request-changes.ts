import { requestEventData } from '@countersign/contracts';
import type { RecordedEvent, RequestStatus } from '@countersign/contracts';
import { ENDINGS, isSelfApproved } from '../request-ending.js';
import { refusedRow, submittedRow, unmatchedRow } from './request-row.js';
import type { RequestRow } from './request-row.js';

/** What may change of a row once it is written, by column: what was asked for cannot. */
export const CHANGING = [
  'status',
  'decided_at',
  'self_approved',
  'access_starts_at',
  'access_ends_at',
  'access_ticket_id',
  'checked_out_at',
  'checked_in_at',
  'access_ended_at',
  'revoked_at',
  'revoked_by_id',
  'revoked_by_name',
  'revoked_by_email',
  'revoked_reason',
] as const;

/** New values of a row; what is left out stays. */
type RowChange = { status?: RequestStatus; self_approved?: boolean } & Partial<
  Record<Exclude<(typeof CHANGING)[number], 'status' | 'self_approved'>, string | null>
>;

/** What a batch of the request log does to `request_list`: in the log a row comes before whatever changes it. */
export interface RequestChanges {
  rows: RequestRow[];
  changes: Map<string, { id: string } & RowChange>;
}

/** Folds the events of a batch: each row is written once, and changed once. */
export function changesOf(events: readonly RecordedEvent[]): RequestChanges {
  const rows = events.flatMap((event) => rowOf(event) ?? []);
  const changes: RequestChanges['changes'] = new Map();
  for (const event of events) {
    const { id, to } = changeOf(event) ?? {};
    if (id) changes.set(id, { id, ...changes.get(id), ...to });
  }
  return { rows, changes };
}

function rowOf({ type, data }: RecordedEvent): RequestRow | undefined {
  switch (type) {
    case 'request.submitted':
      return submittedRow(requestEventData[type].parse(data));
    case 'request.refused':
      return refusedRow(requestEventData[type].parse(data));
    case 'request.unmatched':
      return unmatchedRow(requestEventData[type].parse(data));
    default:
      return undefined;
  }
}

/** Undefined for bookkeeping, refused attempts, and types of a later version: nothing that a list shows. */
function changeOf({ type, data }: RecordedEvent): { id: string; to: RowChange } | undefined {
  switch (type) {
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired': {
      const { requestId, at, steps } = requestEventData[type].parse(data);
      const to = { status: ENDINGS[type], decided_at: at, self_approved: isSelfApproved(steps) };
      return { id: requestId, to };
    }
    case 'access.granted': {
      const { requestId, startsAt, endsAt } = requestEventData[type].parse(data);
      return { id: requestId, to: { access_starts_at: startsAt, access_ends_at: endsAt } };
    }
    case 'access.checked_out': {
      const { requestId, ticketId, at, startsAt, endsAt } = requestEventData[type].parse(data);
      const window = { access_starts_at: startsAt, access_ends_at: endsAt };
      return { id: requestId, to: { ...window, access_ticket_id: ticketId, checked_out_at: at } };
    }
    case 'access.checked_in': {
      const { requestId, at } = requestEventData[type].parse(data);
      return { id: requestId, to: { checked_in_at: at } };
    }
    case 'access.ended': {
      const { requestId, at } = requestEventData[type].parse(data);
      return { id: requestId, to: { access_ended_at: at } };
    }
    case 'access.revoked': {
      const { requestId, at, by, reason } = requestEventData[type].parse(data);
      const who = { revoked_by_id: by.id, revoked_by_name: by.name, revoked_by_email: by.email };
      return { id: requestId, to: { revoked_at: at, ...who, revoked_reason: reason } };
    }
    default:
      return undefined;
  }
}
