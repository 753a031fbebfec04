import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RequestStatus } from '@countersign/contracts';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import type { AccessState } from './request-change.js';

/**
 * A request, from the request log alone, so that its status always agrees with that log. `ApprovalEntity` has what the
 * approval log records, so that events of the two logs may arrive in any order.
 */
@Entity({ name: 'request', schema: REPORTING_SCHEMA, synchronize: false })
export class RequestEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: RequestStatus;
  @Column('text', { name: 'requester_issuer' }) requesterIssuer!: string;
  @Column('text', { name: 'requester_id' }) requesterId!: string;
  /** Name, e-mail address and justification are null if nobody gave them, or if they were erased. */
  @Column('text', { name: 'requester_name', nullable: true }) requesterName!: string | null;
  @Column('text', { name: 'requester_email', nullable: true }) requesterEmail!: string | null;
  @Column('text') resource!: string;
  /** Folded; filters and orders compare this form. */
  @Column('text', { name: 'resource_key' }) resourceKey!: string;
  @Column('text') account!: string;
  @Column('text', { name: 'account_key' }) accountKey!: string;
  @Column('text') duration!: string;
  @Column('text', { nullable: true }) justification!: string | null;
  @Column('text', { nullable: true }) ticket!: string | null;
  @Column('timestamptz', { name: 'starts_at', nullable: true }) startsAt!: Date | null;
  @Column('uuid', { name: 'policy_id', nullable: true }) policyId!: string | null;
  @Column('int', { name: 'policy_version', nullable: true }) policyVersion!: number | null;
  @Column('text', { name: 'policy_name', nullable: true }) policyName!: string | null;
  /** Granted without a policy. */
  @Column('boolean') unmatched!: boolean;
  @Column('text', { name: 'refusal_code', nullable: true }) refusalCode!: string | null;
  @Column('text', { name: 'refusal_detail', nullable: true }) refusalDetail!: string | null;
  /** The second factor proved at the submission. */
  @Column('text', { name: 'mfa_methods', array: true, nullable: true }) mfaMethods!: string[] | null;
  @Column('timestamptz', { name: 'mfa_at', nullable: true }) mfaAt!: Date | null;
  @Column('timestamptz', { name: 'submitted_at' }) submittedAt!: Date;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  /** Whether the requester's own approval is among its approvals. */
  @Column('boolean', { name: 'self_approved' }) selfApproved!: boolean;
  @Column('text', { name: 'authorised_duration', nullable: true }) authorisedDuration!: string | null;
  @Column('timestamptz', { name: 'access_starts_at', nullable: true }) accessStartsAt!: Date | null;
  @Column('timestamptz', { name: 'access_ends_at', nullable: true }) accessEndsAt!: Date | null;
  @Column('timestamptz', { name: 'checked_out_at', nullable: true }) checkedOutAt!: Date | null;
  @Column('text', { name: 'check_out_mfa_methods', array: true, nullable: true })
  checkOutMfaMethods!: string[] | null;
  @Column('timestamptz', { name: 'check_out_mfa_at', nullable: true }) checkOutMfaAt!: Date | null;
  /** The recorded state of the access and its recorded end. An end that has passed counts even before it is recorded. */
  @Column('text', { name: 'access_state', nullable: true }) accessState!: AccessState | null;
  @Column('timestamptz', { name: 'access_over_at', nullable: true }) accessOverAt!: Date | null;
  @Column('text', { name: 'revoked_by_id', nullable: true }) revokedById!: string | null;
  @Column('text', { name: 'revoked_by_name', nullable: true }) revokedByName!: string | null;
  @Column('text', { name: 'revoked_by_email', nullable: true }) revokedByEmail!: string | null;
  @Column('text', { name: 'revoked_reason', nullable: true }) revokedReason!: string | null;
  /** When name, e-mail address and justification were erased. */
  @Column('timestamptz', { name: 'erased_at', nullable: true }) erasedAt!: Date | null;
  /** When the reason of the revocation was erased, with name and e-mail address of the person who revoked the access. */
  @Column('timestamptz', { name: 'revocation_erased_at', nullable: true }) revocationErasedAt!: Date | null;
}
