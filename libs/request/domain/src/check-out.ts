import type { AccessCheckedOut, Caller, MfaProof } from '@countersign/contracts';
import { assertFreshMfa } from '@countersign/kernel';
import { after } from './access-window.js';
import type { CheckedOutAccess, GrantedAccess, StandingAccess } from './access.js';
import { assertFree } from './account.js';
import type { Account } from './account.js';
import type { KnownRequest } from './request.js';
import { assertGranted, assertOpen, assertRequester } from './usable-access.js';
import type { GrantedRequest } from './usable-access.js';

/** The person who uses an access, the time, and the second factor that the token of this call proves, or null. */
export interface UseContext {
  caller: Caller;
  now: Date;
  mfa: MfaProof | null;
}

/** A check-out that stands, with its request. */
export interface StandingCheckOut {
  granted: GrantedRequest;
  access: CheckedOutAccess;
  /** When a ticket is signed: now, or at the check-out if this clock is some milliseconds behind it. */
  at: Date;
}

/**
 * Checks an access out (rules.md#check-out). For an access that is already checked out, all checks are repeated and no
 * event results.
 * @param ticketId - for the new check-out
 * @throws NotTheRequester, AccessNotOpenYet, NoAccess, AccessOver, AccountInUse, SecondFactorNeeded
 */
export function checkOut(
  ticketId: string,
  request: KnownRequest,
  account: Account,
  context: UseContext,
): AccessCheckedOut[] {
  const { granted, access } = assertMayUse(request, account, context);
  assertSecondFactor(granted, context);
  if (access.status === 'checked-out') return [];
  const { now, mfa } = context;
  const data = {
    ...granted.about,
    ticketId,
    at: now.toISOString(),
    startsAt: access.window.startsAt,
    endsAt: endOfUse(access, now),
    exclusive: isExclusive(granted),
    mfa,
  };
  return [{ type: 'access.checked_out', schemaVersion: 1, data }];
}

/**
 * Whether the caller may check the access out now, or get another ticket. `assertSecondFactor` checks the second
 * factor.
 * @throws NotTheRequester, AccessNotOpenYet, NoAccess, AccessOver, AccountInUse
 */
export function assertMayUse(
  request: KnownRequest,
  account: Account,
  { caller, now }: Pick<UseContext, 'caller' | 'now'>,
): { granted: GrantedRequest; access: StandingAccess } {
  assertRequester(caller, request.facts, 'check it out');
  const granted = assertGranted(request);
  const access = assertOpen(granted.access, now);
  if (access.status === 'granted') assertFree(account, isExclusive(granted), now);
  return { granted, access };
}

/**
 * The check-out for which a ticket may be signed, after all checks.
 * @throws NotTheRequester, AccessNotOpenYet, NoAccess, AccessOver, SecondFactorNeeded
 */
export function assertTicket(request: KnownRequest, context: UseContext): StandingCheckOut {
  const { granted, access } = assertMayUse(request, [], context);
  assertSecondFactor(granted, context);
  if (access.status !== 'checked-out') throw new Error('a ticket is signed only for a check-out');
  const at = Math.max(context.now.getTime(), Date.parse(access.checkOut.at));
  return { granted, access, at: new Date(at) };
}

/**
 * Checked last, so that nobody has to step up for something that would be refused anyway. @throws SecondFactorNeeded
 */
function assertSecondFactor(granted: GrantedRequest, { mfa, now }: UseContext): void {
  const rules = rulesOf(granted)?.mfa;
  if (rules?.onCheckOut) assertFreshMfa(mfa, rules.maxAge, now);
}

/** Where the clock starts at check-out, the check-out determines the end of the window. */
function endOfUse({ window }: GrantedAccess, now: Date): string {
  return window.accessStarts === 'check-out' ? after(now.getTime(), window.duration) : window.endsAt;
}

const isExclusive = (granted: GrantedRequest): boolean => rulesOf(granted)?.checkOut.exclusive ?? false;

/** The content of the governing policy; null for a request without a policy. */
const rulesOf = (granted: GrantedRequest) => (granted.status === 'approved' ? granted.policy.content : null);
