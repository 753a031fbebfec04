import { Refusal } from '@countersign/contracts';
import type { AccessEvent, AccountEvent, Caller, MfaProof, TicketIssued } from '@countersign/contracts';
import { accountFold } from '../account.js';
import type { Account } from '../account.js';
import { checkIn } from '../check-in.js';
import { checkOut } from '../check-out.js';
import { elapse } from '../elapse.js';
import { evolve } from '../request.js';
import type { KnownRequest } from '../request.js';
import { revoke } from '../revoke.js';
import { alice, at, by, HOUR } from './fixtures.js';

/** In the middle of the window of the fixtures' accesses. */
export const LATER = at(1.5 * HOUR);
export const TICKET_ID = '01990000-0000-7000-8000-0000000000a1';
export const OTHER_TICKET = '01990000-0000-7000-8000-0000000000a2';

/** What one command appends, to the request's stream, to its account's and to the ticket's. */
export interface Appends {
  request: AccessEvent[];
  account: AccountEvent[];
  ticket?: TicketIssued[];
}
export type Act = (request: KnownRequest, account: Account) => Appends;

/** A request and its account with a past, to which something is done. */
export interface Given {
  request: KnownRequest;
  account: Account;
  /** Does it and keeps what happened: more past. */
  and(act: Act): Given;
  when(act: Act): Then;
}

/** What was decided for each stream, or refused. */
export interface Then extends Required<Appends> {
  refusal: Refusal | null;
  /** The types of all events, or the code of the refusal, or `nothing`. */
  told: string;
}

/** Then `given(accessOf()).and(checkingOut()).when(checkingIn(bob))`, as the runner loads, decides and appends. */
export function given(request: KnownRequest, account: Account = []): Given {
  return {
    request,
    account,
    and: (act) => after(act(request, account), request, account),
    when: (act) => outcome(() => act(request, account)),
  };
}

export const checkingOut =
  (who: Caller = alice, now = LATER, mfa: MfaProof | null = null, ticketId = TICKET_ID): Act =>
  (request, account) =>
    checkOut(ticketId, request, account, by(who, now, mfa));

export const checkingIn =
  (who: Caller = alice, now = LATER): Act =>
  (request, account) =>
    checkIn(request, account, by(who, now));

export const revoking =
  (who: Caller = alice, now = LATER): Act =>
  (request, account) =>
    revoke({ reason: 'no longer needed' }, request, account, by(who, now));

export const elapsing =
  (now: Date): Act =>
  (request, account) =>
    elapse(request, account, now);

function after(appends: Appends, request: KnownRequest, account: Account): Given {
  return given(
    appends.request.reduce(evolve, request) as KnownRequest,
    appends.account.reduce(accountFold.evolve, account),
  );
}

function outcome(act: () => Appends): Then {
  try {
    const appends = { ticket: [], ...act() };
    const types = [...appends.request, ...appends.account, ...appends.ticket].map(({ type }) => type);
    return { ...appends, refusal: null, told: types.join(' ') || 'nothing' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { request: [], account: [], ticket: [], refusal: error, told: error.code };
  }
}
