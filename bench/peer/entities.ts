import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A person or group that may decide a step. */
export interface Approver {
  type: 'user' | 'group';
  id: string;
}

/** A step of a policy. */
export interface PolicyStep {
  name: string | null;
  approvers: Approver[];
  requiredApprovals: number;
}

@Entity({ name: 'policy', synchronize: false })
export class PolicyEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('int') version!: number;
  @Column('text') name!: string;
  @Column('int') priority!: number;
  @Column('boolean') enabled!: boolean;
  /** Of LIKE. */
  @Column('text', { name: 'resource_pattern' }) resourcePattern!: string;
  @Column('text', { name: 'account_pattern' }) accountPattern!: string;
  @Column('int', { name: 'min_seconds' }) minSeconds!: number;
  @Column('int', { name: 'max_seconds' }) maxSeconds!: number;
  @Column('int', { name: 'request_ttl_seconds' }) requestTtlSeconds!: number;
  @Column('boolean', { name: 'justification_required' }) justificationRequired!: boolean;
  @Column('jsonb') steps!: PolicyStep[];
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

@Entity({ name: 'request', synchronize: false })
export class RequestEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: string;
  @Column('text', { name: 'requester_id' }) requesterId!: string;
  @Column('text', { name: 'requester_name' }) requesterName!: string;
  @Column('text', { name: 'requester_email', nullable: true }) requesterEmail!: string | null;
  @Column('text') resource!: string;
  @Column('text') account!: string;
  @Column('text') duration!: string;
  @Column('text', { nullable: true }) justification!: string | null;
  @Column('text', { nullable: true }) ticket!: string | null;
  @Column('timestamptz', { name: 'starts_at', nullable: true }) startsAt!: Date | null;
  @Column('uuid', { name: 'policy_id' }) policyId!: string;
  @Column('int', { name: 'policy_version' }) policyVersion!: number;
  @Column('text', { name: 'policy_name' }) policyName!: string;
  /** 0-based; null when no step is open. */
  @Column('int', { name: 'current_step', nullable: true }) currentStep!: number | null;
  @Column('timestamptz', { name: 'submitted_at' }) submittedAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
}

@Entity({ name: 'request_step', synchronize: false })
export class RequestStepEntity {
  @PrimaryColumn('uuid', { name: 'request_id' }) requestId!: string;
  @PrimaryColumn('int') number!: number;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text') status!: 'pending' | 'waiting';
  @Column('int', { name: 'required_approvals' }) requiredApprovals!: number;
  @Column('jsonb') approvers!: Approver[];
}

@Entity({ name: 'audit', synchronize: false })
export class AuditEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: string;
  @Column('timestamptz') at!: Date;
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @Column('text') action!: string;
  @Column('uuid', { name: 'request_id' }) requestId!: string;
  @Column('jsonb') details!: object;
}

/** A request as a plain row. */
export type RequestRow = Pick<RequestEntity, keyof RequestEntity>;
/** A step of a request as a plain row. */
export type RequestStepRow = Pick<RequestStepEntity, keyof RequestStepEntity>;
