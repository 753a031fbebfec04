import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { durationSeconds, Refusal } from '@countersign/contracts';
import type { Caller, SubmitBody } from '@countersign/contracts';
import { AuditEntity, PolicyEntity, RequestEntity, RequestStepEntity } from './entities.js';
import type { RequestRow, RequestStepRow } from './entities.js';

/** A request and its steps, as stored. */
export interface Submitted {
  request: RequestRow;
  steps: RequestStepRow[];
}

/** SQLSTATE of a unique violation. */
const UNIQUE_VIOLATION = '23505';

/** Submissions in the usual design: rows in tables, an audit table, and a transaction for both. */
@Injectable()
export class Submissions {
  constructor(private readonly database: DataSource) {}

  /**
   * @throws Refusal (403) when no policy applies; (422) when it exceeds the policy's limits; (409) when the same
   * request is pending
   */
  async submit(body: SubmitBody, caller: Caller): Promise<Submitted> {
    const policy = await this.governing(body);
    if (!policy) throw new Refusal('no-policy-applies', 403, 'No policy allows this request.');
    assertWithinLimits(body, policy);
    const submitted = made(body, caller, policy, new Date());
    try {
      await this.database.transaction((manager) => store(manager, submitted));
    } catch (error) {
      throw isUniqueViolation(error) ? new DuplicateRequest() : error;
    }
    return submitted;
  }

  private governing({ resource, account }: SubmitBody): Promise<PolicyEntity | null> {
    return this.database
      .getRepository(PolicyEntity)
      .createQueryBuilder('policy')
      .where('policy.enabled')
      .andWhere(':resource LIKE policy.resourcePattern', { resource })
      .andWhere(':account LIKE policy.accountPattern', { account })
      .orderBy('policy.priority', 'DESC')
      .addOrderBy('policy.createdAt')
      .limit(1)
      .getOne();
  }
}

class DuplicateRequest extends Refusal {
  constructor() {
    super('duplicate-request', 409, 'The same request is pending already.');
  }
}

function assertWithinLimits({ duration, justification }: SubmitBody, policy: PolicyEntity): void {
  const seconds = durationSeconds(duration);
  if (seconds < policy.minSeconds || seconds > policy.maxSeconds)
    throw new Refusal('duration-out-of-range', 422, 'The duration is outside what the policy allows.');
  if (policy.justificationRequired && (justification ?? '').trim() === '')
    throw new Refusal('justification-required', 422, 'The policy requires a justification.');
}

/** Duplicate check, request, steps and audit row; the unique index decides between concurrent submissions. */
async function store(manager: EntityManager, { request, steps }: Submitted): Promise<void> {
  const { requesterId, resource, account, id: requestId, submittedAt: at } = request;
  const isDuplicate = await manager.existsBy(RequestEntity, {
    requesterId,
    resource,
    account,
    status: 'pending',
  });
  if (isDuplicate) throw new DuplicateRequest();
  await manager.insert(RequestEntity, request);
  await manager.insert(RequestStepEntity, steps);
  await manager.insert(AuditEntity, {
    at,
    actorId: requesterId,
    action: 'request.submitted',
    requestId,
    details: { resource, account, duration: request.duration, policyId: request.policyId },
  });
}

function made(body: SubmitBody, caller: Caller, policy: PolicyEntity, now: Date): Submitted {
  const id = uuidv7();
  const request: RequestRow = {
    id,
    status: 'pending',
    requesterId: caller.id,
    requesterName: caller.name,
    requesterEmail: caller.email,
    resource: body.resource,
    account: body.account,
    duration: body.duration,
    justification: body.justification ?? null,
    ticket: body.ticket ?? null,
    startsAt: body.startsAt === undefined ? null : new Date(body.startsAt),
    policyId: policy.id,
    policyVersion: policy.version,
    policyName: policy.name,
    currentStep: 0,
    submittedAt: now,
    expiresAt: new Date(now.getTime() + policy.requestTtlSeconds * 1_000),
    decidedAt: null,
  };
  const steps = policy.steps.map(({ name, requiredApprovals, approvers }, number): RequestStepRow => ({
    requestId: id,
    number,
    name,
    status: number === 0 ? 'pending' : 'waiting',
    requiredApprovals,
    approvers,
  }));
  return { request, steps };
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === UNIQUE_VIOLATION;
}
