import type { LogName } from '@countersign/contracts';
import type { Observed, Row, Snapshot, StoredEvent } from '../observe/observed.js';
import { each, together } from './check.js';
import type { Check, Checked } from './check.js';
import { difference, foldApprovals, foldCounts, foldDeadlines, foldRequests } from './fold.js';
import type { Folded, FoldedTable } from './fold.js';

const approvalDeadlines = {
  'approval.opened': 'expiresAt',
  'approval.approved': null,
  'approval.rejected': null,
  'approval.cancelled': null,
  'approval.expired': null,
};
const accessDeadlines = {
  'access.granted': 'window',
  'access.opened': 'endsAt',
  'access.checked_out': 'endsAt',
  'access.checked_in': null,
  'access.ended': null,
  'access.revoked': null,
};

/** The expected contents of each table, folded from the logs up to the positions of the snapshot. */
export function expectedTables(
  { logs }: Observed,
  { heads }: Snapshot,
): [string, FoldedTable, (row: Row) => string][] {
  const upTo = (log: LogName): StoredEvent[] =>
    logs[log].events.filter(({ position }) => position <= heads[log]);
  const request = upTo('request');
  const approval = upTo('approval');
  const requests = foldRequests(request);
  const key = (column: string) => (row: Row) => String(row[column]);
  return [
    ['reporting.request', requests, key('id')],
    ['reporting.request_count', foldCounts(requests), key('status')],
    ['reporting.approval', foldApprovals(approval), key('request_id')],
    ['approval_deadlines.deadline', foldDeadlines(approval, approvalDeadlines), key('key')],
    ['request_deadlines.deadline', foldDeadlines(request, accessDeadlines), key('key')],
  ];
}

function equalsFold(observed: Observed, snapshot: Snapshot, when: string): Checked[] {
  return expectedTables(observed, snapshot).map(([table, expected, keyOf]) => {
    const rows = snapshot.tables[table] ?? [];
    const found = new Map(rows.map((row) => [keyOf(row), row]));
    const missing = each('read-models', [...expected], ([key, folded]: [string, Folded]) => {
      const wrong = difference(folded, found.get(key));
      return wrong ? `${when}, ${key} of ${table} ${wrong}` : null;
    });
    const unexpected = each('read-models', rows, (row) => {
      const empty = row['count'] === 0;
      return expected.has(keyOf(row)) || empty
        ? null
        : `${when}, ${table} holds ${keyOf(row)}, which no event made`;
    });
    return together(missing, unexpected);
  });
}

export const readModels: Check = {
  says: 'Read models are what the logs say, as they grew and after a rebuild.',
  check: (observed) =>
    together(
      ...equalsFold(observed, observed.grown, 'as it grew'),
      ...equalsFold(observed, observed.rebuilt, 'after the rebuild'),
    ),
};

/** Ids of rows that changed while the read models were rebuilt: refused attempts are recorded up to a minute later. */
function movedMeanwhile({ logs, grown }: Observed): Set<unknown> {
  const since = (['policy', 'request', 'approval'] as const).flatMap((log) =>
    logs[log].events.filter(({ position }) => position > grown.heads[log]),
  );
  return new Set(
    since.flatMap(({ id, said }) => [id, said.data['requestId']]).filter((id) => id !== undefined),
  );
}

export const rebuilt: Check = {
  says: 'A rebuild of the read models produces the same rows in every table.',
  check: (observed) => {
    const { grown, rebuilt: afterwards } = observed;
    const moved = movedMeanwhile(observed);
    const still = (row: Row): boolean =>
      !['id', 'request_id', 'key'].some((column) => moved.has(row[column]));
    const texts = (rows: readonly Row[] = []) => rows.filter(still).map((row) => JSON.stringify(row));
    return together(
      ...Object.keys(grown.tables).map((table) => {
        if (moved.size && table === 'reporting.request_count') return { looked: 0, findings: [] };
        const before = texts(grown.tables[table]);
        const after = new Set(texts(afterwards.tables[table]));
        const lost = each('rebuilt', before, (row) =>
          after.has(row) ? null : `a rebuild of ${table} does not make ${row.slice(0, 300)}`,
        );
        const known = new Set(before);
        const more = each('rebuilt', [...after], (row) =>
          known.has(row) ? null : `a rebuild of ${table} makes ${row.slice(0, 300)}`,
        );
        return together(lost, more);
      }),
    );
  },
};
