import { foldName } from '@countersign/names';
import type {
  About,
  GoverningPolicy,
  MfaProof,
  RecordedEvent,
  RequestEvent,
  RequestStatus,
  RequestTerms,
} from '@countersign/contracts';
import { approverKeysOf } from '../approver-keys.js';
import type { Recorded } from '../recorded.js';
import type { ColumnType } from '../rows-source.js';
import { approverTerm, wordTerms } from '../search/terms.js';

/** A new row of `reporting.request`, by column; the columns of later events are null. */
export interface RequestRow {
  id: string;
  status: RequestStatus;
  requester_issuer: string;
  requester_id: string;
  /** Name, e-mail address and justification are also null if they were erased. */
  requester_name: string | null;
  requester_email: string | null;
  resource: string;
  /** Folded; filters and orders compare this form. */
  resource_key: string;
  account: string;
  account_key: string;
  duration: string;
  justification: string | null;
  ticket: string | null;
  starts_at: string | null;
  policy_id: string | null;
  policy_version: number | null;
  policy_name: string | null;
  /** Granted without a policy. */
  unmatched: boolean;
  refusal_code: string | null;
  refusal_detail: string | null;
  /** The second factor proved at the submission. */
  mfa_methods: readonly string[] | null;
  mfa_at: string | null;
  submitted_at: string;
  expires_at: string | null;
  decided_at: string | null;
  /** Whether the requester's own approval is among its approvals. */
  self_approved: boolean;
  /** Position of the event whose private text has name, e-mail address and justification. */
  submitted_position: number;
  terms: readonly string[];
}

export const REQUEST_COLUMNS = {
  id: 'uuid',
  status: 'text',
  requester_issuer: 'text',
  requester_id: 'text',
  requester_name: 'text',
  requester_email: 'text',
  resource: 'text',
  resource_key: 'text',
  account: 'text',
  account_key: 'text',
  duration: 'text',
  justification: 'text',
  ticket: 'text',
  starts_at: 'timestamptz',
  policy_id: 'uuid',
  policy_version: 'int',
  policy_name: 'text',
  unmatched: 'boolean',
  refusal_code: 'text',
  refusal_detail: 'text',
  mfa_methods: 'text[]',
  mfa_at: 'timestamptz',
  submitted_at: 'timestamptz',
  expires_at: 'timestamptz',
  decided_at: 'timestamptz',
  self_approved: 'boolean',
  submitted_position: 'bigint',
  terms: 'terms',
} as const satisfies Record<keyof RequestRow, ColumnType>;

/** The row for an event of the request log that begins a request; undefined for other events. Pure. */
export function requestRowOf(event: Recorded<RequestEvent>): RequestRow | undefined {
  switch (event.type) {
    case 'request.submitted': {
      const { policy, expiresAt, mfa } = event.data;
      return { ...pending(event, event.data, policy), ...proofColumns(mfa), expires_at: expiresAt };
    }
    case 'request.refused': {
      const { code, detail, submittedAt } = event.data;
      const refused = {
        ...pending(event, event.data, null),
        status: 'refused',
        decided_at: submittedAt,
      } as const;
      return { ...refused, refusal_code: code, refusal_detail: detail };
    }
    case 'request.unmatched': {
      const { submittedAt } = event.data;
      const granted = {
        ...pending(event, event.data, null),
        status: 'approved',
        decided_at: submittedAt,
      } as const;
      return { ...granted, unmatched: true };
    }
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired':
    case 'access.granted':
    case 'access.opened':
    case 'access.checked_out':
    case 'access.checked_in':
    case 'access.ended':
    case 'access.revoked':
      return undefined;
    default:
      return event satisfies never;
  }
}

/**
 * The row of a request as it was submitted. Without a policy nobody can approve the request, so only its requester, the
 * policy admins and the auditors see it.
 */
function pending(
  { position, private: texts }: Pick<RecordedEvent, 'position' | 'private'>,
  { requestId, requester, resource, account, duration, ticket, startsAt, submittedAt }: About & RequestTerms,
  policy: GoverningPolicy | null,
): RequestRow {
  const { name = null, email = null, justification = null } = texts ?? {};
  const words = wordTerms([name, email, requester.id, justification, ticket, resource, account]);
  const approvers = approverKeysOf(policy?.content.steps ?? []).map(approverTerm);
  return {
    id: requestId,
    status: 'pending',
    requester_issuer: requester.issuer,
    requester_id: requester.id,
    requester_name: name,
    requester_email: email,
    resource,
    resource_key: foldName(resource),
    account,
    account_key: foldName(account),
    duration,
    justification,
    ticket,
    starts_at: startsAt,
    policy_id: policy?.id ?? null,
    policy_version: policy?.version ?? null,
    policy_name: policy?.content.name ?? null,
    unmatched: false,
    refusal_code: null,
    refusal_detail: null,
    mfa_methods: null,
    mfa_at: null,
    submitted_at: submittedAt,
    expires_at: null,
    decided_at: null,
    self_approved: false,
    submitted_position: position,
    terms: [...words, ...approvers],
  };
}

function proofColumns(mfa: MfaProof | null): Pick<RequestRow, 'mfa_methods' | 'mfa_at'> {
  return { mfa_methods: mfa?.methods ?? null, mfa_at: mfa?.at ?? null };
}
