import type { Caller, RequestAudience } from '@countersign/contracts';
import { maySeeRequest } from '@countersign/kernel';
import type { AccessRequest } from './request.js';

/** By whom a request may be seen; null when there is none. One without a policy has no approvers. */
export function audienceOf(request: AccessRequest): RequestAudience | null {
  if (request.status === 'none') return null;
  const { issuer, id } = request.facts.requester;
  const steps = 'policy' in request ? request.policy.content.steps : [];
  return { requester: { issuer, id }, steps: steps.map(({ approvers }) => ({ approvers })) };
}

/** Whether the caller may know of a request (rules.md#visibility); nobody sees a request that is not in the log. */
export function maySee(caller: Caller, request: AccessRequest): boolean {
  const audience = audienceOf(request);
  return audience !== null && maySeeRequest(caller, audience.requester, audience.steps);
}
