import { samePerson } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { accessStatus } from './access.js';
import type { Access, StandingAccess } from './access.js';
import { AccessNotOpenYet, AccessOver, NoAccess, NotTheRequester } from './access.errors.js';
import type { AccessRequest, ApprovedRequest, RequestFacts, UnmatchedRequest } from './request.js';

/** A request with an access, granted with or without a policy. */
export type GrantedRequest = (ApprovedRequest | UnmatchedRequest) & { access: Access };

/** @throws AccessNotOpenYet while it waits for approval; NoAccess when it ended without one */
export function assertGranted(request: AccessRequest): GrantedRequest {
  if (request.status === 'none') throw new Error('a request that is not in the log has no access');
  if (request.status === 'pending') throw new AccessNotOpenYet(null);
  if (request.status !== 'approved' && request.status !== 'unmatched') throw new NoAccess(request.status);
  const { access } = request;
  if (access === null)
    throw new Error(`the approved request ${request.about.requestId} was granted no access`);
  return { ...request, access };
}

/**
 * The access, if it has not ended by the clock. Enforcement never waits for the end to be recorded.
 * @throws AccessOver
 */
export function assertStanding(access: Access, now: Date): StandingAccess {
  const ended = accessStatus(access, now) === 'ended';
  if (ended || (access.status !== 'granted' && access.status !== 'checked-out')) throw new AccessOver(access);
  return access;
}

/**
 * The access, if it may be used now. A check-out on record proves that the window has begun, even if this clock is some
 * milliseconds behind the clock that recorded it.
 * @throws AccessOver, AccessNotOpenYet
 */
export function assertOpen(access: Access, now: Date): StandingAccess {
  const standing = assertStanding(access, now);
  if (accessStatus(standing, now) === 'scheduled') throw new AccessNotOpenYet(standing.window.startsAt);
  return standing;
}

/** @throws NotTheRequester */
export function assertRequester(
  caller: Caller,
  { requester }: Pick<RequestFacts, 'requester'>,
  what: 'check it out' | 'check it in',
): void {
  if (!samePerson(caller, requester)) throw new NotTheRequester(requester, what);
}
