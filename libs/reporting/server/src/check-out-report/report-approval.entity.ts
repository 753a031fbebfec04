import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ApprovalSteps } from '../approval-steps/approval-steps.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';

/** Steps and decisions of a request, from the approval log alone: what a pending one has so far. */
@Entity({ name: 'check_out_report_approval', schema: REPORTING_SCHEMA, synchronize: false })
export class ReportApprovalEntity {
  @PrimaryColumn('uuid', { name: 'request_id' }) requestId!: string;
  @Column('json') state!: ApprovalSteps;
}
