import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RequestStatus } from '@countersign/contracts';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/**
 * A request in lists, from the request log alone: its status is never ahead of, or other than, what that log says.
 * What the approval log says is in {@link InboxEntity}, so that the two logs may arrive in any order.
 */
@Entity({ name: 'request_list', schema: REPORTING_SCHEMA, synchronize: false })
export class RequestListEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: RequestStatus;
  @Column('text', { name: 'requester_issuer' }) requesterIssuer!: string;
  @Column('text', { name: 'requester_id' }) requesterId!: string;
  @Column('text', { name: 'requester_name' }) requesterName!: string;
  @Column('text', { name: 'requester_email', nullable: true }) requesterEmail!: string | null;
  @Column('text') resource!: string;
  /** Case-folded: what the filter compares. */
  @Column('text', { name: 'resource_key', select: false }) resourceKey!: string;
  @Column('text') account!: string;
  @Column('text', { name: 'account_key', select: false }) accountKey!: string;
  @Column('text') duration!: string;
  @Column('text', { nullable: true }) justification!: string | null;
  @Column('text', { nullable: true }) ticket!: string | null;
  @Column('timestamptz', { name: 'starts_at', nullable: true }) startsAt!: Date | null;
  @Column('uuid', { name: 'policy_id', nullable: true }) policyId!: string | null;
  @Column('int', { name: 'policy_version', nullable: true }) policyVersion!: number | null;
  @Column('text', { name: 'policy_name', nullable: true }) policyName!: string | null;
  /** Who may see it besides the requester: keys of every approver of every step. */
  @Column('text', { array: true, select: false }) approvers!: string[];
  /** What `q` looks through, case-folded, a line for each field. */
  @Column('text', { select: false }) search!: string;
  @Column('timestamptz', { name: 'submitted_at' }) submittedAt!: Date;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('timestamptz', { name: 'access_starts_at', nullable: true }) accessStartsAt!: Date | null;
  @Column('timestamptz', { name: 'access_ends_at', nullable: true }) accessEndsAt!: Date | null;
  @Column('timestamptz', { name: 'checked_out_at', nullable: true }) checkedOutAt!: Date | null;
  @Column('timestamptz', { name: 'checked_in_at', nullable: true }) checkedInAt!: Date | null;
  /** The end on record; an end that has passed counts also before it is. */
  @Column('timestamptz', { name: 'access_ended_at', nullable: true }) accessEndedAt!: Date | null;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
  /** Granted without a policy; null in rows that a service of an earlier version wrote, which knew no such requests. */
  @Column('boolean', { nullable: true }) unmatched!: boolean | null;
  /** Ended with its requester's own approval; null in rows that a service of an earlier version wrote, until a rebuild. */
  @Column('boolean', { name: 'self_approved', nullable: true }) selfApproved!: boolean | null;
}
