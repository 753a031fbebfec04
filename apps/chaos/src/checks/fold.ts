import type { RequestFacts } from '@countersign/contracts';
import type { Row, StoredEvent } from '../observe/observed.js';
import { byKey, dataOf, typed } from './lives.js';

/** What is expected of one row: the columns that the harness folds itself. Instants in ms since 1970. */
export type Folded = Record<string, string | number | null>;

/** Rows by what tells them apart. */
export type FoldedTable = Map<string, Folded>;

type Data = Record<string, string | null> & { requestId: string };

const ends: Record<string, string> = {
  'request.approved': 'approved',
  'request.rejected': 'rejected',
  'request.cancelled': 'cancelled',
  'request.expired': 'expired',
};

const ms = (instant: unknown): number | null => (typeof instant === 'string' ? Date.parse(instant) : null);

/** When the access of a request is over as its log has it; Infinity while there is none. */
export function windowEnd(request: readonly StoredEvent[]): number {
  const last = typed(request, 'access.granted', 'access.checked_out').at(-1);
  return last ? Date.parse(dataOf<{ endsAt: string }>(last).endsAt) : Infinity;
}

/** `request_list` as the request log alone makes it. */
export function foldRequestList(events: readonly StoredEvent[]): FoldedTable {
  const rows: FoldedTable = new Map();
  for (const event of events) {
    const data = dataOf<Data>(event);
    const row = rows.get(data.requestId);
    const first = firstRow(event);
    if (first) rows.set(data.requestId, first);
    else if (row) Object.assign(row, changeOf(event.type, data));
  }
  return rows;
}

function firstRow(event: StoredEvent): Folded | null {
  const status = { 'request.submitted': 'pending', 'request.refused': 'refused' }[event.type];
  if (!status) return null;
  const { requestId, request } = dataOf<{ requestId: string; request: RequestFacts }>(event);
  const { requester, resource, account, duration, submittedAt } = request;
  const never = { access_starts_at: null, access_ends_at: null, checked_out_at: null, checked_in_at: null };
  return {
    ...{ id: requestId, status, requester_id: requester.id, resource, account, duration },
    submitted_at: ms(submittedAt),
    decided_at: status === 'refused' ? ms(submittedAt) : null,
    ...{ ...never, access_ended_at: null, revoked_at: null, access_ticket_id: null },
  };
}

function changeOf(type: string, data: Data): Folded {
  const status = ends[type];
  if (status) return { status, decided_at: ms(data['at']) };
  const window = { access_starts_at: ms(data['startsAt']), access_ends_at: ms(data['endsAt']) };
  switch (type) {
    case 'access.granted':
      return window;
    case 'access.checked_out':
      return { ...window, checked_out_at: ms(data['at']), access_ticket_id: data['ticketId'] ?? null };
    case 'access.checked_in':
      return { checked_in_at: ms(data['at']) };
    case 'access.ended':
      return { access_ended_at: ms(data['at']) };
    case 'access.revoked':
      return { revoked_at: ms(data['at']) };
    default:
      return {};
  }
}

/** `request_count` from the rows of `request_list`. */
export function foldCounts(requests: FoldedTable): FoldedTable {
  const counts = byKey([...requests.values()], ({ status }) => String(status));
  return new Map([...counts].map(([status, rows]) => [status, { status, count: rows.length }]));
}

/** `inbox` from the approval log: the open step of each approval, null when that has ended. */
export function foldInbox(events: readonly StoredEvent[]): FoldedTable {
  const approvals = byKey(
    events.filter(({ stream }) => stream.startsWith('approval-')),
    ({ stream }) => stream,
  );
  return new Map(
    [...approvals.values()].map((approval) => {
      const [opened] = approval as [StoredEvent];
      const id = dataOf<Data>(opened).requestId;
      return [id, { request_id: id, open_step: openStepOf(opened, approval) }];
    }),
  );
}

interface Opened {
  policy: { content: { steps: { requiredApprovals: number }[] } };
}

function openStepOf(opened: StoredEvent, approval: readonly StoredEvent[]): number | null {
  const { steps } = dataOf<Opened>(opened).policy.content;
  const decided = typed(approval, 'approval.decided').map((event) => dataOf<{ step: number }>(event).step);
  const over = approval.some(({ type }) => type !== 'approval.opened' && type !== 'approval.decided');
  const open = steps.findIndex(
    (step, i) => decided.filter((one) => one === i).length < step.requiredApprovals,
  );
  return over || open < 0 ? null : open;
}

/** `timeline_entry` from both logs: every event of the streams of requests and approvals. */
export function foldTimeline(events: readonly StoredEvent[], log: string): FoldedTable {
  const shown = events.filter(
    ({ stream }) => stream.startsWith('request-') || stream.startsWith('approval-'),
  );
  return new Map(
    shown.map(({ position, id, type, hash, said }) => {
      const requestId = (said.data as Data).requestId;
      return [`${log} ${position}`, { log, position, id, type, hash, request_id: requestId }];
    }),
  );
}

/** Those that stand: what an approval or an access waits for by the clock. */
export function foldDeadlines(
  events: readonly StoredEvent[],
  due: Record<string, string | null>,
): FoldedTable {
  const rows: FoldedTable = new Map();
  for (const event of events) {
    const member = due[event.type];
    if (member === undefined) continue;
    const data = dataOf<Data & { scheduled?: boolean }>(event);
    const name = member === 'window' ? (data.scheduled ? 'startsAt' : 'endsAt') : member;
    if (name === null) rows.delete(data.requestId);
    else rows.set(data.requestId, { key: data.requestId, due_at: ms(data[name]) });
  }
  return rows;
}

/** How a row of a table differs from what is expected of it; null when it does not. */
export function difference(expected: Folded, row: Row | undefined): string | null {
  if (!row) return 'is missing';
  const wrong = Object.entries(expected).find(([column, value]) => {
    const found = row[column];
    if (typeof value === 'number' && typeof found === 'string') return Date.parse(found) !== value;
    return (found ?? null) !== value;
  });
  return wrong ? `has ${wrong[0]} ${JSON.stringify(row[wrong[0]])}, not ${JSON.stringify(wrong[1])}` : null;
}
