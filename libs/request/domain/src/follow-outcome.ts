import { durationSeconds } from '@countersign/contracts';
import type {
  ApprovalApproved,
  ApprovalOutcomeEvent,
  RequestEvent,
  RequestSlotEvent,
} from '@countersign/contracts';
import type { AccessRequest, Grant, PendingRequest } from './request.js';
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
        {
          type: 'access.granted',
          schemaVersion: 1,
          data: { requestId, ...accessWindow(outcome.data, request, now) },
        },
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

/**
 * Start = the later of the grant and `startsAt`; end = (`startsAt` or start) + the shortest duration (rule 11). The
 * approval has seen to it that something is left; if a window passed while the grant was late, it is recorded as it
 * was approved, and is over.
 */
export function accessWindow(
  { at, duration }: Pick<ApprovalApproved['data'], 'at' | 'duration'>,
  { facts }: Pick<PendingRequest, 'facts'>,
  now: Date,
): Grant {
  const asked = facts.startsAt === null ? null : Date.parse(facts.startsAt);
  const length = 1000 * durationSeconds(duration);
  const granted = Math.max(now.getTime(), Date.parse(at));
  const late = asked !== null && granted >= asked + length;
  const start = Math.max(late ? Date.parse(at) : granted, asked ?? 0);
  return { startsAt: iso(start), endsAt: iso((asked ?? start) + length), duration };
}

const iso = (time: number): string => new Date(time).toISOString();
