import { requestEventData } from '@countersign/contracts';
import type { RecordedEvent, RequestStatus, StepRecord } from '@countersign/contracts';
import type { ProjectionTransaction } from '@countersign/messaging';
import { refusedRow, submittedRow, unmatchedRow } from './request-row.js';
import type { RequestRow } from './request-row.js';

interface Ending {
  id: string;
  status: RequestStatus;
  decided_at: string;
  self_approved: boolean;
}

interface Window {
  id: string;
  access_starts_at: string;
  access_ends_at: string;
}

/** What a batch of the request log does to `request_list`: in the log a row comes before its ending and its access. */
interface Changes {
  rows: RequestRow[];
  endings: Ending[];
  windows: Window[];
}

/** A row once written is never written anew: what a request asked for cannot change. */
const insertRows = (table: string) => `
  INSERT INTO ${table}
  SELECT * FROM json_populate_recordset(NULL::${table}, $1)
  ON CONFLICT (id) DO NOTHING`;

const updateEndings = (table: string) => `
  UPDATE ${table} AS row
     SET status = change.status, decided_at = change.decided_at, self_approved = change.self_approved
    FROM json_to_recordset($1) AS change (id uuid, status text, decided_at timestamptz, self_approved boolean)
   WHERE row.id = change.id`;

const updateWindows = (table: string) => `
  UPDATE ${table} AS row
     SET access_starts_at = change.access_starts_at, access_ends_at = change.access_ends_at
    FROM json_to_recordset($1) AS change (id uuid, access_starts_at timestamptz, access_ends_at timestamptz)
   WHERE row.id = change.id`;

/** Applies events of the request log to `request_list`, in at most three statements whatever their number. */
export async function applyRequestLog(events: RecordedEvent[], tx: ProjectionTransaction): Promise<void> {
  const changes: Changes = { rows: [], endings: [], windows: [] };
  for (const event of events) collect(event, changes);
  const list = tx.table('request_list');
  if (changes.rows.length) await tx.client.query(insertRows(list), [JSON.stringify(changes.rows)]);
  await update(updateEndings(list), changes.endings);
  await update(updateWindows(list), changes.windows);

  async function update(sql: string, rows: { id: string }[]): Promise<void> {
    if (!rows.length) return;
    const { rowCount } = await tx.client.query(sql, [JSON.stringify(rows)]);
    const missing = new Set(rows.map(({ id }) => id)).size - (rowCount ?? 0);
    if (missing) throw new Error(`${missing} of the requests that changed were never seen to be submitted`);
  }
}

function collect({ type, data }: RecordedEvent, changes: Changes): void {
  switch (type) {
    case 'request.submitted':
      changes.rows.push(submittedRow(requestEventData[type].parse(data)));
      return;
    case 'request.refused':
      changes.rows.push(refusedRow(requestEventData[type].parse(data)));
      return;
    case 'request.unmatched':
      changes.rows.push(unmatchedRow(requestEventData[type].parse(data)));
      return;
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired': {
      const { requestId, at, steps } = requestEventData[type].parse(data);
      const ending = { status: ENDINGS[type], decided_at: at, self_approved: isSelfApproved(steps) };
      changes.endings.push({ id: requestId, ...ending });
      return;
    }
    case 'access.granted': {
      const { requestId, startsAt, endsAt } = requestEventData[type].parse(data);
      changes.windows.push({ id: requestId, access_starts_at: startsAt, access_ends_at: endsAt });
      return;
    }
    // Slots, refused attempts, and types of a later version: nothing that a list shows.
    default:
  }
}

/** Whoever rejects a request of their own approves nothing. */
function isSelfApproved(steps: StepRecord[]): boolean {
  const decisions = steps.flatMap((step) => step.decisions);
  return decisions.some(({ selfApproval, decision }) => selfApproval && decision === 'approve');
}

const ENDINGS = {
  'request.approved': 'approved',
  'request.rejected': 'rejected',
  'request.cancelled': 'cancelled',
  'request.expired': 'expired',
} as const;
