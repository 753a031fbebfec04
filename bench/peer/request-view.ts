import type { RequestView } from '@countersign/contracts';
import type { RequestRow, RequestStepRow } from './entities.js';

/** A request just submitted, as clients see it. */
export function requestViewOf(request: RequestRow, steps: readonly RequestStepRow[]): RequestView {
  return {
    id: request.id,
    status: 'pending',
    outcome: null,
    unmatched: false,
    version: 1,
    requester: {
      id: request.requesterId,
      name: request.requesterName,
      email: request.requesterEmail,
    },
    resource: request.resource,
    account: request.account,
    duration: request.duration,
    justification: request.justification,
    ticket: request.ticket,
    startsAt: request.startsAt?.toISOString() ?? null,
    policy: { id: request.policyId, version: request.policyVersion, name: request.policyName },
    currentStep: request.currentStep,
    steps: steps.map(({ name, status, requiredApprovals, approvers }) => ({
      name,
      status,
      requiredApprovals,
      approvers,
      decisions: [],
    })),
    submittedAt: request.submittedAt.toISOString(),
    expiresAt: request.expiresAt.toISOString(),
    decidedAt: null,
    refusal: null,
    access: null,
    you: { may: ['cancel'], why: null },
  };
}
