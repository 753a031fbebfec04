import { Column, Entity, PrimaryColumn } from 'typeorm';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import type { ApprovalStep, TakenDecision } from './approval-state.js';

/** The approval of a request, from the approval log alone. */
@Entity({ name: 'approval', schema: REPORTING_SCHEMA, synchronize: false })
export class ApprovalEntity {
  @PrimaryColumn('uuid', { name: 'request_id' }) requestId!: string;
  @Column('uuid', { name: 'policy_id' }) policyId!: string;
  /** When the first step opened: with the submission. */
  @Column('timestamptz', { name: 'opened_at' }) openedAt!: Date;
  @Column('json') steps!: ApprovalStep[];
  /** When each completed step was completed. */
  @Column('timestamptz', { name: 'completed_at', array: true }) completedAt!: Date[];
  /** An array of `reporting.decision`, which the driver reads as text: select it with `to_json`. */
  @Column('simple-json', { select: false }) decisions!: TakenDecision[];
  /** 0-based; null when the approval has ended. */
  @Column('int', { name: 'open_step', nullable: true }) openStep!: number | null;
  /** Keys of the approvers of the open step. */
  @Column('text', { name: 'open_to', array: true }) openTo!: string[];
  /** Keys of the people whom a rule excludes from the open step. */
  @Column('text', { name: 'closed_to', array: true }) closedTo!: string[];
  /** Why the requester cancelled it. */
  @Column('text', { name: 'cancel_comment', nullable: true }) cancelComment!: string | null;
}
