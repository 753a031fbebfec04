import type { OpenStep, RequestSummary } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import type { ListedRequest } from './request-summary.js';

/** The open step of an approval: members are null when the approval has ended. */
interface Standing {
  currentStep: number | null;
  openStep: OpenStep | null;
}

/** By request; a request is missing until the approval log has been followed to its opening. */
type Standings = ReadonlyMap<string, Standing>;

interface StandingRow {
  requestId: string;
  openStep: number | null;
  step: { name: string | null; requiredApprovals: number; approvers: OpenStep['approvers'] } | null;
  of: number;
  approvals: number;
}

/** Counts people, not approvals (rules.md#quorum). A rejection ends the step, so an open step has only approvals. */
const STANDINGS = `
  SELECT a.request_id AS "requestId", a.open_step AS "openStep", a.steps -> a.open_step AS step,
         json_array_length(a.steps) AS "of",
         (SELECT count(DISTINCT (taken.issuer, taken.id)) FROM unnest(a.decisions) AS taken
          WHERE taken.step = a.open_step)::int AS approvals
  FROM ${REPORTING_SCHEMA}.approval AS a
  WHERE a.request_id = ANY ($1::uuid[])`;

/** Reads only the approvals of a page's rows: a join would read the approvals of every sorted row. */
export async function openStepsOf(
  manager: EntityManager,
  rows: readonly ListedRequest[],
): Promise<Standings> {
  const pending = rows.filter(({ status }) => status === 'pending').map(({ id }) => id);
  if (!pending.length) return new Map();
  const standings = await manager.query<StandingRow[]>(STANDINGS, [pending]);
  return new Map(standings.map((row) => [row.requestId, standingOf(row)]));
}

function standingOf({ openStep, step, of, approvals }: StandingRow): Standing {
  if (openStep === null || step === null) return { currentStep: null, openStep: null };
  const { name, requiredApprovals, approvers } = step;
  const missingApprovals = Math.max(0, requiredApprovals - approvals);
  return { currentStep: openStep, openStep: { name, of, requiredApprovals, missingApprovals, approvers } };
}

/** Agrees with the request log: while the opening of an approval is not known yet, the request waits at the first step. */
export function waitingAt(
  { id, status }: Pick<ListedRequest, 'id' | 'status'>,
  standings: Standings,
): Pick<RequestSummary, 'currentStep' | 'openStep'> {
  if (status !== 'pending') return { currentStep: null, openStep: null };
  return standings.get(id) ?? { currentStep: 0, openStep: null };
}
