import type { ApprovalEvent } from '@countersign/contracts';
import { prepared } from '@countersign/postgres';
import type { ProjectionTransaction } from '@countersign/consumers';
import type { Recorded } from '../recorded.js';
import { RowsSource } from '../rows-source.js';
import { awaitedBy, evolveApproval } from './approval-state.js';
import type { ApprovalState, ApprovalStep, TakenDecision } from './approval-state.js';

/** A row of `reporting.approval` right after its opening, by column. */
interface OpenedRow {
  request_id: string;
  version: number;
  policy_id: string;
  opened_at: string;
  distinct_approvers: boolean;
  excluded: string | null;
  steps: readonly ApprovalStep[];
  open_step: number | null;
  open_to: readonly string[];
  closed_to: readonly string[];
}

/** A row of `reporting.approval`, by column. */
interface ApprovalRow extends OpenedRow {
  completed_at: readonly string[];
  decisions: readonly TakenDecision[];
  cancel_comment: string | null;
  cancel_position: number | null;
}

const openedRows = new RowsSource<OpenedRow>({
  request_id: 'uuid',
  version: 'int',
  policy_id: 'uuid',
  opened_at: 'timestamptz',
  distinct_approvers: 'boolean',
  excluded: 'text',
  steps: 'json',
  open_step: 'int',
  open_to: 'keys',
  closed_to: 'keys',
});
const wholeRows = new RowsSource<ApprovalRow>({
  ...openedRows.types,
  completed_at: 'timestamptz[]',
  decisions: 'decisions',
  cancel_comment: 'text',
  cancel_position: 'bigint',
});

const insert = <Row extends OpenedRow>(rows: RowsSource<Row>, table: string) => `
  INSERT INTO ${table} (${rows.columns})
  SELECT ${rows.values} FROM ${rows.from}
  ON CONFLICT (request_id) DO NOTHING
  RETURNING request_id AS "requestId"`;

const wanted = new RowsSource<{ id: string }>({ id: 'uuid' });

const select = (table: string) => `
  SELECT request_id AS "requestId", version, policy_id AS "policyId", opened_at AS "openedAt",
         distinct_approvers AS "distinctApprovers", excluded, steps, completed_at AS "completedAt",
         to_json(decisions) AS decisions, cancel_comment AS "cancelComment", cancel_position AS "cancelPosition"
    FROM ${wanted.from} JOIN ${table} AS row ON row.request_id = given.id`;

/** The columns that an event may change. */
const CHANGING = [
  'version',
  'steps',
  'completed_at',
  'decisions',
  'open_step',
  'open_to',
  'closed_to',
  'cancel_comment',
  'cancel_position',
] as const;

const update = (table: string) => `
  UPDATE ${table} AS row
     SET ${CHANGING.map((column) => `${column} = ${wholeRows.value(column)}`).join(', ')}
    FROM ${wholeRows.from}
   WHERE row.request_id = given.request_id`;

/**
 * Applies events of the approval log to `approval`. An approval that opens within the batch is written once, with all its
 * events; every other approval is read, folded in memory and written once.
 * @throws Error when the event that opens an approval is missing: its stream is parked instead of being shown wrongly
 */
export async function storeApprovals(
  events: readonly Recorded<ApprovalEvent>[],
  tx: ProjectionTransaction,
): Promise<void> {
  const byRequest = new Map<string, Recorded<ApprovalEvent>[]>();
  for (const event of events) {
    const { requestId } = event.data;
    byRequest.set(requestId, [...(byRequest.get(requestId) ?? []), event]);
  }
  const opening = [...byRequest.values()].filter(([first]) => first?.type === 'approval.opened');
  const inserted = await insertRows(
    opening.map((approval) => folded(undefined, approval)),
    tx,
  );
  for (const requestId of inserted) byRequest.delete(requestId);
  await updateRows(byRequest, tx);
}

function folded(known: ApprovalState | undefined, events: readonly Recorded<ApprovalEvent>[]): ApprovalState {
  const [first, ...further] = events;
  if (!first) throw new Error('an approval without an event');
  return further.reduce<ApprovalState>(evolveApproval, evolveApproval(known, first));
}

async function insertRows(approvals: ApprovalState[], tx: ProjectionTransaction): Promise<string[]> {
  if (approvals.length === 0) return [];
  const rows = approvals.map(rowOf);
  const table = tx.table('approval');
  const query = approvals.every(({ version }) => version === 1)
    ? prepared(insert(openedRows, table), openedRows.parameters(rows))
    : prepared(insert(wholeRows, table), wholeRows.parameters(rows));
  const inserted = await tx.client.query<{ requestId: string }>(query);
  return inserted.rows.map(({ requestId }) => requestId);
}

async function updateRows(
  byRequest: ReadonlyMap<string, readonly Recorded<ApprovalEvent>[]>,
  tx: ProjectionTransaction,
): Promise<void> {
  if (byRequest.size === 0) return;
  const table = tx.table('approval');
  const known = await knownApprovals(table, [...byRequest.keys()], tx);
  const changed = [...byRequest].flatMap(([requestId, events]) => {
    const before = known.get(requestId);
    const after = folded(before, events);
    return after === before ? [] : [rowOf(after)];
  });
  if (changed.length > 0) await tx.client.query(prepared(update(table), wholeRows.parameters(changed)));
}

interface Stored extends Omit<ApprovalState, 'openedAt' | 'completedAt' | 'cancelPosition'> {
  openedAt: Date;
  completedAt: Date[];
  cancelPosition: string | null;
}

async function knownApprovals(
  table: string,
  requestIds: string[],
  tx: ProjectionTransaction,
): Promise<Map<string, ApprovalState>> {
  const ids = requestIds.map((id) => ({ id }));
  const { rows } = await tx.client.query<Stored>(prepared(select(table), wanted.parameters(ids)));
  return new Map(rows.map((row) => [row.requestId, stateOf(row)]));
}

function stateOf({ openedAt, completedAt, decisions, cancelPosition, ...row }: Stored): ApprovalState {
  return {
    ...row,
    openedAt: openedAt.toISOString(),
    completedAt: completedAt.map((at) => at.toISOString()),
    decisions: decisions.map((decision) => ({ ...decision, at: new Date(decision.at).toISOString() })),
    cancelPosition: cancelPosition === null ? null : Number(cancelPosition),
  };
}

function rowOf(approval: ApprovalState): ApprovalRow {
  const { openStep, openTo, closedTo } = awaitedBy(approval);
  return {
    request_id: approval.requestId,
    version: approval.version,
    policy_id: approval.policyId,
    opened_at: approval.openedAt,
    distinct_approvers: approval.distinctApprovers,
    excluded: approval.excluded,
    steps: approval.steps,
    completed_at: approval.completedAt,
    decisions: approval.decisions,
    open_step: openStep,
    open_to: openTo,
    closed_to: closedTo,
    cancel_comment: approval.cancelComment,
    cancel_position: approval.cancelPosition,
  };
}
