import type { Folding, PlaceEvent } from '@countersign/contracts';

/** A pending request, as far as the same person's other requests depend on it. */
export interface OpenRequest {
  requestId: string;
  /** From this time on the request is no longer pending, whether or not the expiry is on record. */
  expiresAt: string;
}

/** By the clock: a request whose TTL has passed is no longer pending, even before that is recorded. */
export function isPending({ expiresAt }: OpenRequest, now: Date): boolean {
  return now.getTime() < Date.parse(expiresAt);
}

/**
 * Whether a pending request holds the place: the requester, the resource and the account
 * (rules.md#one-pending-request).
 */
export type Place = { status: 'free' } | ({ status: 'taken' } & OpenRequest);

/** How a stream `place-<hash>` is folded. */
export const placeFold = { initialState: { status: 'free' } as Place, evolve: evolvePlace };

/** Folds an event. The end of a request frees the place only if that request still holds it. */
function evolvePlace(place: Place, event: Folding<PlaceEvent>): Place {
  switch (event.type) {
    case 'request.submitted': {
      const { requestId, expiresAt } = event.data;
      return { status: 'taken', requestId, expiresAt };
    }
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired':
      return place.status === 'taken' && place.requestId === event.data.requestId
        ? { status: 'free' }
        : place;
    default:
      return passThrough(event, place);
  }
}

/** A person's pending requests, in the order in which they were submitted. */
export type OpenRequests = readonly OpenRequest[];

/** How a stream `requester-<hash>` is folded. */
export const openRequestsFold = { initialState: [] as OpenRequests, evolve: evolveOpenRequests };

/** Folds one event. Pure. */
function evolveOpenRequests(open: OpenRequests, event: Folding<PlaceEvent>): OpenRequests {
  switch (event.type) {
    case 'request.submitted': {
      const { requestId, expiresAt } = event.data;
      return [...open, { requestId, expiresAt }];
    }
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired':
      return open.filter(({ requestId }) => requestId !== event.data.requestId);
    default:
      return passThrough(event, open);
  }
}

/** Compiles only while every known type has a case. */
function passThrough<State>(_unknown: never, state: State): State {
  return state;
}
