import type { Caller } from '@countersign/contracts';
import { maySeeRequest } from '@countersign/kernel';
import type { OpenedApproval } from './approval.js';

/** Whether the caller may know of the request; for everybody else there is none. */
export function maySee(caller: Caller, { about, steps }: OpenedApproval): boolean {
  return maySeeRequest(caller, about.requester, steps);
}
