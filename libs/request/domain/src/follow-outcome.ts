import type { About, AccessGranted, ApprovalOutcomeEvent, RequestEvent } from '@countersign/contracts';
import { accessWindow } from './access-window.js';
import type { Window } from './access-window.js';
import type { AccessRequest, PendingRequest } from './request.js';

/**
 * The request ends as its approval did, and an approved request is granted access, exactly once
 * (rules.md#one-decider). A request that has
 * ended stays unchanged, so an outcome that is delivered twice changes nothing.
 */
export function followOutcome(
  outcome: ApprovalOutcomeEvent,
  request: AccessRequest,
  now: Date,
): RequestEvent[] {
  if (request.status === 'none')
    throw new Error(`the request ${outcome.data.requestId} of an approval is not in the log`);
  return request.status === 'pending' ? endings(outcome, request, now) : [];
}

function endings(outcome: ApprovalOutcomeEvent, request: PendingRequest, now: Date): RequestEvent[] {
  const { at, steps } = outcome.data;
  const data = { ...request.about, at, steps };
  switch (outcome.type) {
    case 'approval.approved': {
      const window = accessWindow({ approved: outcome.data, ...request }, now);
      return [{ type: 'request.approved', schemaVersion: 1, data }, granted(request.about, window)];
    }
    case 'approval.rejected':
      return [{ type: 'request.rejected', schemaVersion: 1, data }];
    case 'approval.cancelled':
      return [{ type: 'request.cancelled', schemaVersion: 1, data }];
    case 'approval.expired':
      return [{ type: 'request.expired', schemaVersion: 1, data }];
    default:
      return outcome satisfies never;
  }
}

/** The access of a request, in its window. */
export function granted(about: About, window: Window): AccessGranted {
  return { type: 'access.granted', schemaVersion: 1, data: { ...about, ...window } };
}
