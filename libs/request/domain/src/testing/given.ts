import { Refusal } from '@countersign/contracts';
import type { AccessEvent, AccountEvent, Caller, Folding, MfaProof } from '@countersign/contracts';
import { accountFold } from '../account.js';
import type { Account } from '../account.js';
import { checkIn } from '../check-in.js';
import { checkOut } from '../check-out.js';
import { elapse } from '../elapse.js';
import { evolve } from '../request.js';
import type { KnownRequest } from '../request.js';
import { revoke } from '../revoke.js';
import { accountStream } from '../streams.js';
import { alice, at, by, HOUR, inStream, recorded } from './fixtures.js';

/** In the middle of the window of the fixtures' accesses. */
export const LATER = at(1.5 * HOUR);
export const TICKET_ID = '01990000-0000-7000-8000-0000000000a1';
export const OTHER_TICKET = '01990000-0000-7000-8000-0000000000a2';

/** One command, by a person or (null) by the request service itself. */
export interface Act {
  who: Caller | null;
  decide: (request: KnownRequest, account: Account) => AccessEvent[];
}

/** A request and its account with a past, to which something is done. */
export interface Given {
  request: KnownRequest;
  account: Account;
  /** Does it and keeps what happened: more past. */
  and(act: Act): Given;
  when(act: Act): Then;
}

/** What was decided, or refused. */
export interface Then {
  events: AccessEvent[];
  refusal: Refusal | null;
  /** The types of all events, or the code of the refusal, or `nothing`. */
  told: string;
}

/** Then `given(accessOf()).and(checkingOut()).when(checkingIn(bob))`, as the runner loads, decides and appends. */
export function given(request: KnownRequest, account: Account = []): Given {
  return {
    request,
    account,
    and: (act) => after(recorded(act.who, act.decide(request, account)), request, account),
    when: (act) => outcome(() => act.decide(request, account)),
  };
}

export const checkingOut = (
  who: Caller = alice,
  now = LATER,
  mfa: MfaProof | null = null,
  ticketId = TICKET_ID,
): Act => ({
  who,
  decide: (request, account) => checkOut(ticketId, request, account, by(who, now, mfa)),
});

export const checkingIn = (who: Caller = alice, now = LATER): Act => ({
  who,
  decide: (request) => checkIn(request, by(who, now)),
});

export const revoking = (who: Caller = alice, now = LATER, reason = 'no longer needed'): Act => ({
  who,
  decide: (request) => revoke({ reason }, request, by(who, now)),
});

export const elapsing = (now: Date): Act => ({ who: null, decide: (request) => elapse(request, now) });

function after(events: readonly Folding<AccessEvent>[], request: KnownRequest, account: Account): Given {
  return given(
    events.reduce(evolve, request) as KnownRequest,
    inStream<AccountEvent>(accountStream(request.about), events).reduce(accountFold.evolve, account),
  );
}

function outcome(act: () => AccessEvent[]): Then {
  try {
    const events = act();
    return { events, refusal: null, told: events.map(({ type }) => type).join(' ') || 'nothing' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { events: [], refusal: error, told: error.code };
  }
}
