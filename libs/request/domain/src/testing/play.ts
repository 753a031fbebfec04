import fc from 'fast-check';
import { durationSeconds, freshSteps } from '@countersign/contracts';
import type {
  AccountEvent,
  ApprovalOutcomeEvent,
  Caller,
  GoverningPolicy,
  MfaProof,
  RequestEvent,
} from '@countersign/contracts';
import { accountFold, accountStream } from '../account.js';
import type { Account } from '../account.js';
import { followOutcome } from '../follow-outcome.js';
import { evolve, initialState } from '../request.js';
import type { KnownRequest } from '../request.js';
import { submit } from '../submit.js';
import { at, by, caller, folded, governing, HOUR, iso, T0 } from './fixtures.js';
import { checkingIn, checkingOut, elapsing, given, revoking } from './given.js';
import { erin } from './people.js';

export const people = [caller('p0'), caller('p1'), erin];

/** Few accounts, in several spellings, so that people meet on them. */
const wanted = fc.record({
  who: fc.constantFrom(...people),
  account: fc.constantFrom('root', 'ROOT', 'büro', 'bu\u0308ro'),
  startsAt: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
  hours: fc.integer({ min: 1, max: 3 }),
  governed: fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, fc.constant(false)),
  accessStarts: fc.constantFrom('approval' as const, 'check-out' as const),
  exclusive: fc.boolean(),
  mfa: fc.boolean(),
});
export type Wanted = typeof wanted extends fc.Arbitrary<infer W> ? W : never;

/** Time mostly goes on, meets the bounds of windows to the millisecond, and sometimes goes back. */
const command = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('approve' as const) },
    { weight: 10, arbitrary: fc.constant('check-out' as const) },
    { weight: 2, arbitrary: fc.constant('check-in' as const) },
    fc.constantFrom('revoke' as const, 'reject' as const, 'elapse' as const, 'elapse' as const),
  ),
  which: fc.nat(),
  who: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, fc.constantFrom(...people)),
  passes: fc.constantFrom(0, 0, 1, 60_000, 1_200_000, HOUR - 60_000, HOUR, -1, -1_200_000, -HOUR),
  mfa: fc.constantFrom('fresh', 'fresh', 'stale', 'none'),
});
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

export const games = fc.tuple(
  fc.array(wanted, { minLength: 2, maxLength: 4 }),
  fc.array(command, { minLength: 10, maxLength: 50 }),
);

/** How everything stands. */
interface World {
  requests: KnownRequest[];
  accounts: ReadonlyMap<string, Account>;
  /** The latest time that anybody has seen so far. */
  latest: Date;
}

/** What one command did to one request, and how everything stood then. */
export interface Moment extends World {
  now: Date;
  /** Which request was meant. */
  index: number;
  actor: Caller;
  mfa: MfaProof | null;
  events: RequestEvent[];
  refusal: string | null;
}

/** Everybody has submitted at T0; then the commands, each loaded, decided and appended as the runner does. */
export function play(wanted: Wanted[], commands: Command[]): Moment[] {
  const moments: Moment[] = [];
  let world: World = { requests: wanted.map(submitted), accounts: new Map(), latest: T0 };
  let time = 0;
  for (const [nth, one] of commands.entries()) {
    time = Math.max(0, time + one.passes);
    const moment = next(world, one, at(time), `ticket-${nth}`);
    moments.push(moment);
    world = moment;
  }
  return moments;
}

function next({ requests, accounts, latest }: World, one: Command, now: Date, ticketId: string): Moment {
  const index = one.which % requests.length;
  const request = requests[index] as KnownRequest;
  const [stream, mfa] = [accountStream(request.facts), proofOf(one, now)];
  const account = accounts.get(stream) ?? [];
  const actor = people.find(({ id }) => id === (one.who ?? request.facts.requester).id) as Caller;
  const { events, taken, refusal } = decided(one, request, account, { actor, now, mfa, ticketId });
  return {
    ...{ now, index, actor, mfa, events, refusal },
    requests: requests.with(index, events.reduce(evolve, request) as KnownRequest),
    accounts: new Map(accounts).set(stream, taken.reduce(accountFold.evolve, account)),
    latest: now > latest ? now : latest,
  };
}

type Decided = Pick<Moment, 'events' | 'refusal'> & { taken: AccountEvent[] };
type Turn = Pick<Moment, 'actor' | 'now' | 'mfa'> & { ticketId: string };

function decided(
  { what }: Command,
  request: KnownRequest,
  account: Account,
  { actor, now, mfa, ticketId }: Turn,
): Decided {
  if (what === 'approve' || what === 'reject')
    return { events: outcome(what, request, now), taken: [], refusal: null };
  const act = {
    'check-out': checkingOut(actor, now, mfa, ticketId),
    'check-in': checkingIn(actor, now),
    revoke: revoking(actor, now),
    elapse: elapsing(now),
  }[what];
  const { request: events, account: taken, refusal } = given(request, account).when(act);
  return { events, taken, refusal: refusal?.code ?? null };
}

/** What the approval answers; it approves nothing that would be over (rule 11). */
function outcome(what: 'approve' | 'reject', request: KnownRequest, now: Date): RequestEvent[] {
  if (request.status !== 'pending') return [];
  const { requestId, policy, facts } = request;
  const ends = Date.parse(facts.startsAt ?? iso(1e12)) + 1000 * durationSeconds(facts.duration);
  if (what === 'approve' && policy.content.accessStarts === 'approval' && now.getTime() >= ends) return [];
  const data = { requestId, at: now.toISOString(), steps: freshSteps(policy) };
  const { duration } = facts;
  const answer: ApprovalOutcomeEvent =
    what === 'approve'
      ? { type: 'approval.approved', schemaVersion: 1, data: { ...data, duration } }
      : { type: 'approval.rejected', schemaVersion: 1, data };
  return followOutcome(answer, request, { status: 'free' }, now).request;
}

/** Parsed once each: a policy is the costly part of a game. */
const policies = new Map<string, GoverningPolicy>();

function policyOf({ accessStarts, exclusive, mfa }: Wanted): GoverningPolicy {
  const rules = {
    ...(accessStarts === 'check-out' && { accessStarts, useBy: 'PT2H' }),
    checkOut: { exclusive },
    mfa: { onCheckOut: mfa, maxAge: 'PT5M' },
  };
  const key = JSON.stringify(rules);
  const policy = policies.get(key) ?? governing(rules);
  policies.set(key, policy);
  return policy;
}

function submitted(wanted: Wanted, index: number): KnownRequest {
  const { who, account, startsAt, hours, governed } = wanted;
  const starts = startsAt === null ? {} : { startsAt: iso(startsAt * HOUR) };
  const body = {
    resource: 'prod-db-eu',
    account: account.normalize('NFC'),
    duration: `PT${hours}H`,
    ...starts,
  };
  const command = { requestId: `request-${index}`, body, policy: governed ? policyOf(wanted) : null };
  const context = by(who, T0, null, { outcome: 'granted', maxDuration: 'PT4H' });
  return folded(...submit(command, initialState, context).request) as KnownRequest;
}

/** One as old as a proof may be, or a millisecond older. */
function proofOf({ mfa }: Command, now: Date): MfaProof | null {
  if (mfa === 'none') return null;
  const age = mfa === 'fresh' ? 300_000 : 300_001;
  return { methods: ['otp'], at: new Date(now.getTime() - age).toISOString() };
}
