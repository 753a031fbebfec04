import type { ApprovalOutcomeEvent, Caller, GoverningPolicy, SubmitBody } from '@countersign/contracts';
import { followOutcome } from '../follow-outcome.js';
import { evolve } from '../request.js';
import type { AccessRequest, KnownRequest } from '../request.js';
import { NOTHING_EARLIER, submit } from '../submit.js';
import {
  alice,
  approvedAt,
  at,
  by,
  folded,
  governing,
  HOUR,
  iso,
  outcomes,
  pending,
  recorded,
  REQUEST_ID,
  wish,
} from './fixtures.js';
import { checkingIn, checkingOut, elapsing, given, LATER, revoking } from './given.js';
import type { Given } from './given.js';
import { erin } from './people.js';

interface Granting {
  requestId?: string;
  who?: Caller;
  body?: Partial<SubmitBody>;
  policy?: GoverningPolicy;
  /** Milliseconds after T0: approved and granted. */
  granted?: number;
  /** The shortest duration that the approvers allowed; the duration that was asked for, unless given. */
  duration?: string;
}

/** alice's access of an hour, submitted at T0 and granted at HOUR: HOUR to 2 HOUR; the rest as given. */
export function accessOf(granting: Granting = {}): KnownRequest {
  const { requestId = REQUEST_ID, who = alice, body = {}, policy = governing() } = granting;
  const { granted = HOUR, duration = wish(body).duration } = granting;
  const submitted = submit({ requestId, body: wish(body), policy }, NOTHING_EARLIER, by(who));
  const request = folded(...recorded(who, submitted)) as KnownRequest;
  const approved = approvedAt(granted, duration, request.about);
  return following(approved, request, at(granted));
}

/** Where the clock starts at check-out, which must happen within two hours. */
export const atCheckOut = governing({ accessStarts: 'check-out', useBy: 'PT2H' });
export const exclusive = governing({ checkOut: { exclusive: true } });

/** An access of alice with a past, and the time at which a person or the clock does something to it. */
export interface State {
  name: string;
  past: Given;
  now: Date;
}

const END = at(2 * HOUR);
const used = () => given(accessOf()).and(checkingOut());
const unused = () => given(accessOf({ policy: atCheckOut }));

/** States that are on record are met before the end of the window, so that the clock does not decide in their place. */
export const states: State[] = [
  { name: 'pending', past: given(pending() as KnownRequest), now: LATER },
  { name: 'rejected', past: given(followedBy('approval.rejected')), now: LATER },
  { name: 'cancelled', past: given(followedBy('approval.cancelled')), now: LATER },
  { name: 'expired', past: given(followedBy('approval.expired')), now: LATER },
  { name: 'refused', past: given(withoutPolicy('refused')), now: LATER },
  { name: 'granted without a policy', past: given(withoutPolicy('granted')), now: LATER },
  { name: 'scheduled', past: given(accessOf({ body: { startsAt: iso(3 * HOUR) } })), now: LATER },
  { name: 'available', past: given(accessOf()), now: LATER },
  { name: 'checked out', past: used(), now: LATER },
  { name: 'checked in', past: used().and(checkingIn()), now: LATER },
  { name: 'ended on record', past: used().and(elapsing(END)), now: LATER },
  { name: 'ended by the clock alone', past: used(), now: END },
  { name: 'not used on record', past: unused().and(elapsing(at(3 * HOUR))), now: LATER },
  { name: 'not used by the clock alone', past: unused(), now: at(3 * HOUR) },
  { name: 'revoked unused', past: given(accessOf()).and(revoking(erin)), now: LATER },
  { name: 'revoked in use', past: used().and(revoking(erin)), now: LATER },
];

/** The state of a name. */
export function stateOf(name: string): State {
  const state = states.find((one) => one.name === name);
  if (!state) throw new Error(`no state is called ${name}`);
  return state;
}

function followedBy(type: ApprovalOutcomeEvent['type']): KnownRequest {
  const outcome = outcomes.find((one) => one.type === type) as ApprovalOutcomeEvent;
  return following(outcome, pending() as KnownRequest, at(HOUR));
}

/** The request once it has followed the outcome of its approval. */
function following(outcome: ApprovalOutcomeEvent, request: KnownRequest, now: Date): KnownRequest {
  const events = recorded(null, followOutcome(outcome, request, now));
  return events.reduce<AccessRequest>(evolve, request) as KnownRequest;
}

function withoutPolicy(outcome: 'refused' | 'granted'): KnownRequest {
  const unmatched = outcome === 'refused' ? { outcome } : { outcome, maxDuration: 'PT4H' };
  const command = { requestId: REQUEST_ID, body: wish({ startsAt: iso(HOUR) }), policy: null };
  const events = submit(command, NOTHING_EARLIER, by(alice, at(0), null, unmatched));
  return folded(...recorded(alice, events)) as KnownRequest;
}
