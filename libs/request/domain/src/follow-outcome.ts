import type {
  AccessGranted,
  ApprovalOutcomeEvent,
  RequestEvent,
  RequestSlotEvent,
} from '@countersign/contracts';
import { accessWindow } from './access-window.js';
import type { Window } from './access-window.js';
import type { AccessRequest, PendingRequest } from './request.js';
import { releaseSlot } from './slot.js';
import type { Slot } from './slot.js';

/** Events of the request's own stream and of its place: one append, or nothing. */
export interface Followed {
  request: RequestEvent[];
  slot: RequestSlotEvent[];
}

/**
 * The request ends as its approval did, and an approved one is granted access, exactly once (rule 14). A request
 * that has ended is left as it is: an outcome that is delivered twice changes nothing.
 */
export function followOutcome(
  outcome: ApprovalOutcomeEvent,
  request: AccessRequest,
  slot: Slot,
  now: Date,
): Followed {
  if (request.status === 'none')
    throw new Error(`the request ${outcome.data.requestId} of an approval is not in the log`);
  if (request.status !== 'pending') return { request: [], slot: [] };
  return { request: endings(outcome, request, now), slot: releaseSlot(slot, request.requestId) };
}

function endings(outcome: ApprovalOutcomeEvent, request: PendingRequest, now: Date): RequestEvent[] {
  const { requestId, at, steps } = outcome.data;
  const ended = { requestId, at, steps };
  switch (outcome.type) {
    case 'approval.approved':
      return [
        { type: 'request.approved', schemaVersion: 1, data: ended },
        granted(requestId, accessWindow({ approved: outcome.data, ...request }, now)),
      ];
    case 'approval.rejected':
      return [{ type: 'request.rejected', schemaVersion: 1, data: ended }];
    case 'approval.cancelled': {
      const { by, comment } = outcome.data;
      return [{ type: 'request.cancelled', schemaVersion: 1, data: { ...ended, by, comment } }];
    }
    case 'approval.expired':
      return [{ type: 'request.expired', schemaVersion: 1, data: ended }];
    default:
      return outcome satisfies never;
  }
}

/** The access of a request, in its window. */
export function granted(requestId: string, window: Window): AccessGranted {
  return { type: 'access.granted', schemaVersion: 2, data: { requestId, ...window } };
}
