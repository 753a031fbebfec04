import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CheckOutReportRow, MfaProof, Person, RequestStatus, StepRecord } from '@countersign/contracts';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** How an access was over, as recorded. */
export type AccessFinal = 'checked-in' | 'ended' | 'revoked';

/** A request in the report, from the request log alone; see {@link ReportApprovalEntity} for what the other log says. */
@Entity({ name: 'check_out_report', schema: REPORTING_SCHEMA, synchronize: false })
export class CheckOutReportEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: RequestStatus;
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
  @Column('uuid', { name: 'policy_id', nullable: true }) policyId!: string | null;
  @Column('int', { name: 'policy_version', nullable: true }) policyVersion!: number | null;
  @Column('text', { name: 'policy_name', nullable: true }) policyName!: string | null;
  @Column('boolean') unmatched!: boolean;
  @Column('json', { nullable: true }) refusal!: CheckOutReportRow['refusal'];
  @Column('json', { name: 'request_mfa', nullable: true }) requestMfa!: MfaProof | null;
  @Column('timestamptz', { name: 'submitted_at' }) submittedAt!: Date;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  /** Before anybody decided while it is pending, as the outcome has them afterwards. */
  @Column('json') steps!: StepRecord[];
  @Column('text', { name: 'authorised_duration', nullable: true }) authorisedDuration!: string | null;
  @Column('timestamptz', { name: 'access_starts_at', nullable: true }) accessStartsAt!: Date | null;
  @Column('timestamptz', { name: 'access_ends_at', nullable: true }) accessEndsAt!: Date | null;
  @Column('timestamptz', { name: 'checked_out_at', nullable: true }) checkedOutAt!: Date | null;
  @Column('json', { name: 'check_out_mfa', nullable: true }) checkOutMfa!: MfaProof | null;
  @Column('text', { name: 'access_final', nullable: true }) accessFinal!: AccessFinal | null;
  @Column('timestamptz', { name: 'access_over_at', nullable: true }) accessOverAt!: Date | null;
  @Column('json', { nullable: true }) revocation!: { by: Person; reason: string } | null;
}
