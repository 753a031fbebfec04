import { authorOf } from '@countersign/contracts';
import type { RequestEvent, RequestStatus, StepRecord } from '@countersign/contracts';
import type { Recorded } from '../recorded.js';
import type { ColumnType } from '../rows-source.js';

/** The recorded state of an access: it stands, or it ended in one of three ways. */
export type AccessState = 'standing' | 'checked-in' | 'ended' | 'revoked';

/** Changes of a row of `reporting.request`, by column. Columns that are null or missing keep their values. */
export interface RequestChange {
  id: string;
  status?: RequestStatus;
  decided_at?: string;
  self_approved?: boolean;
  authorised_duration?: string;
  access_starts_at?: string;
  access_ends_at?: string;
  checked_out_at?: string;
  check_out_mfa_methods?: readonly string[] | null;
  check_out_mfa_at?: string | null;
  /** Null if no access was granted. */
  access_state?: AccessState;
  access_over_at?: string;
  /** Whether the access ended without a check-out. */
  not_used?: boolean;
  revoked_by_id?: string;
  revoked_by_name?: string | null;
  revoked_by_email?: string | null;
  revoked_reason?: string | null;
  /** Position of the event whose private text has name, e-mail address and reason. */
  revoked_position?: number;
}

export const CHANGE_COLUMNS = {
  id: 'uuid',
  status: 'text',
  decided_at: 'timestamptz',
  self_approved: 'boolean',
  authorised_duration: 'text',
  access_starts_at: 'timestamptz',
  access_ends_at: 'timestamptz',
  checked_out_at: 'timestamptz',
  check_out_mfa_methods: 'text[]',
  check_out_mfa_at: 'timestamptz',
  access_state: 'text',
  access_over_at: 'timestamptz',
  not_used: 'boolean',
  revoked_by_id: 'text',
  revoked_by_name: 'text',
  revoked_by_email: 'text',
  revoked_reason: 'text',
  revoked_position: 'bigint',
} as const satisfies Record<keyof RequestChange, ColumnType>;

/** The status of a request by the event that ended its pending status. */
const ENDINGS = {
  'request.approved': 'approved',
  'request.rejected': 'rejected',
  'request.cancelled': 'cancelled',
  'request.expired': 'expired',
} as const;

/** The change that an event of the request log makes to an existing row; undefined if it makes none. Pure. */
export function requestChangeOf(event: Recorded<RequestEvent>): RequestChange | undefined {
  const { requestId: id } = event.data;
  switch (event.type) {
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired': {
      const { at, steps } = event.data;
      return { id, status: ENDINGS[event.type], decided_at: at, self_approved: isSelfApproved(steps) };
    }
    case 'access.granted': {
      const { startsAt, endsAt, duration } = event.data;
      return {
        id,
        access_state: 'standing',
        access_starts_at: startsAt,
        access_ends_at: endsAt,
        authorised_duration: duration,
      };
    }
    case 'access.checked_out': {
      const { at, startsAt, endsAt, mfa } = event.data;
      return {
        id,
        access_starts_at: startsAt,
        access_ends_at: endsAt,
        checked_out_at: at,
        check_out_mfa_methods: mfa?.methods ?? null,
        check_out_mfa_at: mfa?.at ?? null,
      };
    }
    case 'access.checked_in':
      return { id, access_state: 'checked-in', access_over_at: event.data.at };
    case 'access.ended': {
      const { at, reason } = event.data;
      return { id, access_state: 'ended', access_over_at: at, not_used: reason === 'not-used' };
    }
    case 'access.revoked': {
      const by = authorOf(event);
      return {
        id,
        access_state: 'revoked',
        access_over_at: event.data.at,
        revoked_by_id: by.id,
        revoked_by_name: by.name,
        revoked_by_email: by.email,
        revoked_reason: event.private?.reason ?? null,
        revoked_position: event.position,
      };
    }
    case 'request.submitted':
    case 'request.refused':
    case 'request.unmatched':
    case 'access.opened':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** Whether the requester approved their own request in any of the steps; a rejection approves nothing. */
function isSelfApproved(steps: readonly StepRecord[]): boolean {
  return steps.some(({ decisions }) =>
    decisions.some(({ selfApproval, decision }) => selfApproval && decision === 'approve'),
  );
}
