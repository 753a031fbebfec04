import { samePerson, whyNot } from '@countersign/contracts';
import type { Action, Caller, You } from '@countersign/contracts';
import type { Account } from './account.js';
import { assertMayUse } from './check-out.js';
import { assertMayRevoke } from './revoke.js';
import { assertStanding } from './usable-access.js';
import type { GrantedRequest } from './usable-access.js';

/**
 * What the caller may do with an access now. `why` is the rule that keeps the requester from checking it out; a second
 * factor may still be asked for (rules.md#explained-refusals).
 */
export function whatMayDo(caller: Caller, request: GrantedRequest, account: Account, now: Date): You {
  const { access, facts } = request;
  const notUsing = whyNot(() => assertMayUse(request, account, { caller, now }));
  const may: Action[] = [];
  if (!notUsing) may.push('check-out');
  if (!notUsing && access.status === 'checked-out') may.push('check-in');
  const notRevoking = whyNot(() => {
    assertMayRevoke(caller, facts);
    assertStanding(access, now);
  });
  if (!notRevoking) may.push('revoke');
  return { may, why: notUsing };
}

/** Whether only the clock and other holders can keep the caller from using the access: then the holders matter. */
export function concernsAccount(caller: Caller, { facts, access }: GrantedRequest): boolean {
  return samePerson(caller, facts.requester) && access.status === 'granted';
}
