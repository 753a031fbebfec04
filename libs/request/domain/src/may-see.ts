import { maySeeRequest } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import type { AccessRequest } from './request.js';

/** Whether the caller may know of a request. One without a policy has no approvers; none is seen by nobody. */
export function maySee(caller: Caller, request: AccessRequest): boolean {
  if (request.status === 'none') return false;
  const steps = 'policy' in request ? request.policy.content.steps : [];
  return maySeeRequest(caller, request.facts.requester, steps);
}
