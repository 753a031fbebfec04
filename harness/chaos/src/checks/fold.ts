import type { About, RequestTerms } from '@countersign/contracts';
import type { Row, StoredEvent } from '../observe/observed.js';
import { byKey, dataOf, typed } from './lives.js';

/** The expected values of one row: the columns that the harness folds itself. Instants in ms since 1970. */
export type Folded = Record<string, string | number | null>;

/** Rows by key. */
export type FoldedTable = Map<string, Folded>;

type Data = Record<string, string | null> & { requestId: string };

const ends: Record<string, string> = {
  'request.approved': 'approved',
  'request.rejected': 'rejected',
  'request.cancelled': 'cancelled',
  'request.expired': 'expired',
};

const ms = (instant: unknown): number | null => (typeof instant === 'string' ? Date.parse(instant) : null);

/** When the access of a request is over according to its log; Infinity if there is no access. */
export function windowEnd(request: readonly StoredEvent[]): number {
  const last = typed(request, 'access.granted', 'access.checked_out').at(-1);
  return last ? Date.parse(dataOf<{ endsAt: string }>(last).endsAt) : Infinity;
}

/** The table `request`, folded from the request log alone. */
export function foldRequests(events: readonly StoredEvent[]): FoldedTable {
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
  const { requestId, requester, resource, account, duration, submittedAt } = dataOf<About & RequestTerms>(
    event,
  );
  const { name = null, email = null, justification = null } = textsOf(event);
  return {
    id: requestId,
    status,
    requester_id: requester.id,
    requester_name: name,
    requester_email: email,
    justification,
    resource,
    account,
    duration,
    submitted_at: ms(submittedAt),
    decided_at: status === 'refused' ? ms(submittedAt) : null,
    access_starts_at: null,
    access_ends_at: null,
    checked_out_at: null,
    access_state: null,
    access_over_at: null,
  };
}

/** The private text of an event, parsed. */
function textsOf({ private: text }: StoredEvent): Record<string, string | undefined> {
  return text === null ? {} : (JSON.parse(text) as Record<string, string>);
}

function changeOf(type: string, data: Data): Folded {
  const status = ends[type];
  if (status) return { status, decided_at: ms(data['at']) };
  const window = { access_starts_at: ms(data['startsAt']), access_ends_at: ms(data['endsAt']) };
  const over = { access_over_at: ms(data['at']) };
  switch (type) {
    case 'access.granted':
      return { ...window, access_state: 'standing' };
    case 'access.checked_out':
      return { ...window, checked_out_at: ms(data['at']) };
    case 'access.checked_in':
      return { access_state: 'checked-in', ...over };
    case 'access.ended':
      return { access_state: 'ended', ...over };
    case 'access.revoked':
      return { access_state: 'revoked', ...over };
    default:
      return {};
  }
}

/** The table `request_count`, from the rows of `request`. */
export function foldCounts(requests: FoldedTable): FoldedTable {
  const counts = byKey([...requests.values()], ({ status }) => String(status));
  return new Map([...counts].map(([status, rows]) => [status, { status, count: rows.length }]));
}

/** The table `approval`, from the approval log: the open step of each, null if the approval has ended. */
export function foldApprovals(events: readonly StoredEvent[]): FoldedTable {
  const approvals = byKey(
    events.filter(({ stream }) => stream.startsWith('approval-')),
    ({ stream }) => stream,
  );
  return new Map(
    [...approvals.values()].map((approval) => {
      const [opened] = approval as [StoredEvent];
      const id = dataOf<Data>(opened).requestId;
      return [id, { request_id: id, version: approval.length, open_step: openStepOf(opened, approval) }];
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

/** The current deadlines: what an approval or an access waits for by the clock. */
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

/** How a row of a table differs from the expected row; null if it does not. */
export function difference(expected: Folded, row: Row | undefined): string | null {
  if (!row) return 'is missing';
  const wrong = Object.entries(expected).find(([column, value]) => {
    const found = row[column];
    if (typeof value === 'number' && typeof found === 'string') return Date.parse(found) !== value;
    return (found ?? null) !== value;
  });
  return wrong ? `has ${wrong[0]} ${JSON.stringify(row[wrong[0]])}, not ${JSON.stringify(wrong[1])}` : null;
}
