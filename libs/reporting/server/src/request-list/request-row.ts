import { foldName } from '@countersign/contracts';
import type {
  RequestFacts,
  RequestRefused,
  RequestSubmitted,
  RequestUnmatched,
} from '@countersign/contracts';
import { approverKeysOf } from '../approver-keys.js';

/** A new row of `request_list`, by column. */
export type RequestRow = ReturnType<typeof factColumns> &
  ReturnType<typeof policyColumns> & {
    id: string;
    status: string;
    decided_at: string | null;
    unmatched: boolean;
    self_approved: boolean;
  };

/** The row of a request that waits for approval. */
export function submittedRow(data: RequestSubmitted['data']): RequestRow {
  return {
    id: data.requestId,
    status: 'pending',
    ...factColumns(data.request),
    ...policyColumns(data),
    ...{ decided_at: null, unmatched: false, self_approved: false },
  };
}

/** The row of a request that no policy allows, decided as it was made: nobody approves it, so only its requester and the overseers see it. */
export function refusedRow(data: RequestRefused['data']): RequestRow {
  return {
    id: data.requestId,
    status: 'refused',
    ...factColumns(data.request),
    ...policyColumns(null),
    ...{ decided_at: data.request.submittedAt, unmatched: false, self_approved: false },
  };
}

/** The row of a request that was granted without a policy, decided as it was made. */
export function unmatchedRow({ requestId, request }: RequestUnmatched['data']): RequestRow {
  return {
    ...{ id: requestId, status: 'approved' },
    ...factColumns(request),
    ...policyColumns(null),
    ...{ decided_at: request.submittedAt, unmatched: true, self_approved: false },
  };
}

function factColumns(request: RequestFacts) {
  const { requester, resource, account, duration, justification, ticket, startsAt, submittedAt } = request;
  return {
    requester_issuer: requester.issuer,
    requester_id: requester.id,
    requester_name: requester.name,
    requester_email: requester.email,
    resource,
    resource_key: foldName(resource),
    account,
    account_key: foldName(account),
    duration,
    justification,
    ticket,
    starts_at: startsAt,
    search: searchText(requester.name, requester.email, justification, ticket, resource, account),
    submitted_at: submittedAt,
  };
}

function policyColumns(submission: Pick<RequestSubmitted['data'], 'policy' | 'expiresAt'> | null) {
  const policy = submission?.policy;
  return {
    policy_id: policy?.id ?? null,
    policy_version: policy?.version ?? null,
    policy_name: policy?.content.name ?? null,
    approvers: approverKeysOf(policy?.content.steps ?? []),
    expires_at: submission?.expiresAt ?? null,
  };
}

function searchText(...fields: (string | null)[]): string {
  return foldName(fields.filter((field) => field !== null).join('\n'));
}
