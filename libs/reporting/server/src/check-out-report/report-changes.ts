import { foldName, freshSteps, requestEventData } from '@countersign/contracts';
import type { RecordedEvent, RequestFacts, StepRecord } from '@countersign/contracts';
import { noteChange } from '../merge-rows.js';
import type { RowChanges } from '../merge-rows.js';
import { ENDINGS } from '../request-ending.js';

/** A row of `check_out_report`, by column; what is left out is null. */
export interface ReportRecord extends ReturnType<typeof factColumns> {
  id: string;
  status: string;
  steps: StepRecord[];
  unmatched: boolean;
  [column: string]: unknown;
}

/** The columns that events change after the row is there. */
export const CHANGING = [
  ...['status', 'decided_at', 'steps', 'authorised_duration', 'access_starts_at', 'access_ends_at'],
  ...['checked_out_at', 'check_out_mfa', 'access_final', 'access_over_at', 'revocation'],
] as const;

/** Notes what an event of the request log does to the report; slots, tickets, attempts and later types do nothing. */
export function noteReport({ type, data }: RecordedEvent, changes: RowChanges<ReportRecord>): void {
  switch (type) {
    case 'request.submitted':
    case 'request.refused':
    case 'request.unmatched':
      changes.rows.push(newRow(type, data));
      return;
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired': {
      const { requestId: id, at, steps } = requestEventData[type].parse(data);
      noteChange(changes, { id, status: ENDINGS[type], decided_at: at, steps });
      return;
    }
    default:
      noteAccess({ type, data }, changes);
  }
}

type First = 'request.submitted' | 'request.refused' | 'request.unmatched';

function newRow(type: First, data: RecordedEvent['data']): ReportRecord {
  if (type === 'request.submitted') {
    const { requestId: id, request, policy, expiresAt, mfa } = requestEventData[type].parse(data);
    const governed = {
      policy_id: policy.id,
      policy_version: policy.version,
      policy_name: policy.content.name,
    };
    const rest = { unmatched: false, request_mfa: mfa, expires_at: expiresAt, steps: freshSteps(policy) };
    return { id, status: 'pending', ...factColumns(request), ...governed, ...rest };
  }
  if (type === 'request.refused') {
    const { requestId: id, request, code, detail } = requestEventData[type].parse(data);
    return { id, status: 'refused', ...decidedAtOnce(request), unmatched: false, refusal: { code, detail } };
  }
  const { requestId: id, request } = requestEventData[type].parse(data);
  return { id, status: 'approved', ...decidedAtOnce(request), unmatched: true };
}

/** What no policy governs is decided as it is made, and by nobody. */
function decidedAtOnce(request: RequestFacts) {
  return { ...factColumns(request), decided_at: request.submittedAt, steps: [] };
}

function factColumns({
  requester,
  resource,
  account,
  duration,
  justification,
  ticket,
  submittedAt,
}: RequestFacts) {
  return {
    requester_issuer: requester.issuer,
    requester_id: requester.id,
    requester_name: requester.name,
    requester_email: requester.email,
    ...{ resource, resource_key: foldName(resource) },
    ...{ account, account_key: foldName(account) },
    ...{ duration, justification, ticket },
    submitted_at: submittedAt,
  };
}

function noteAccess({ type, data }: Pick<RecordedEvent, 'type' | 'data'>, changes: RowChanges<ReportRecord>) {
  switch (type) {
    case 'access.granted': {
      const { requestId: id, startsAt, endsAt, duration } = requestEventData[type].parse(data);
      const window = { access_starts_at: startsAt, access_ends_at: endsAt };
      noteChange(changes, { id, ...window, authorised_duration: duration });
      return;
    }
    case 'access.checked_out': {
      const { requestId: id, at, startsAt, endsAt, mfa } = requestEventData[type].parse(data);
      const window = { access_starts_at: startsAt, access_ends_at: endsAt };
      noteChange(changes, { id, ...window, checked_out_at: at, check_out_mfa: mfa });
      return;
    }
    case 'access.checked_in':
    case 'access.ended': {
      const { requestId: id, at } = requestEventData[type].parse(data);
      const access_final = type === 'access.ended' ? 'ended' : 'checked-in';
      noteChange(changes, { id, access_final, access_over_at: at });
      return;
    }
    case 'access.revoked': {
      const { requestId: id, at, by, reason } = requestEventData[type].parse(data);
      noteChange(changes, { id, access_final: 'revoked', access_over_at: at, revocation: { by, reason } });
      return;
    }
    default:
  }
}
