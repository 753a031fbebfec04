import fc from 'fast-check';
import { durationMs, freshSteps } from '@countersign/contracts';
import type {
  AccountEvent,
  ApprovalOutcomeEvent,
  Caller,
  Folding,
  GoverningPolicy,
  MfaProof,
  Refusal,
  RequestEvent,
} from '@countersign/contracts';
import { accountFold } from '../account.js';
import type { Account } from '../account.js';
import { followOutcome } from '../follow-outcome.js';
import { evolve } from '../request.js';
import type { KnownRequest } from '../request.js';
import { accountStream } from '../streams.js';
import { NOTHING_EARLIER, submit } from '../submit.js';
import { at, by, caller, folded, governing, HOUR, inStream, iso, recorded, T0 } from './fixtures.js';
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

/** Time usually advances, hits the limits of windows to the millisecond, and sometimes goes back. */
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

/** How the log returns an event: as recorded, or without its erased texts. */
export type Reading = (event: Folding<RequestEvent>) => Folding<RequestEvent>;

const asRecorded: Reading = (event) => event;

/** The texts of every event are erased as soon as it is recorded. */
export const erased: Reading = (event) => ({ ...event, private: null, erasedAt: event.private && iso(0) });

/** The state of everything. */
interface World {
  requests: KnownRequest[];
  accounts: ReadonlyMap<string, Account>;
  /** Every event so far, in the order in which they were recorded. */
  record: readonly Folding<RequestEvent>[];
  /** The latest time that anybody has seen so far. */
  latest: Date;
}

/** What one command did to one request, and the state after it. */
export interface Moment extends World {
  now: Date;
  /** Which request was meant. */
  index: number;
  actor: Caller;
  mfa: MfaProof | null;
  events: Folding<RequestEvent>[];
  refusal: Refusal | null;
}

/** Everybody has submitted at T0; then the commands, each loaded, decided and appended as the runner does. */
export function play(wanted: Wanted[], commands: Command[], read: Reading = asRecorded): Moment[] {
  const moments: Moment[] = [];
  const submissions = wanted.map((one, index) => submitted(one, index).map(read));
  let world: World = {
    requests: submissions.map((events) => folded(...events) as KnownRequest),
    accounts: new Map(),
    record: submissions.flat(),
    latest: T0,
  };
  let time = 0;
  for (const [nth, one] of commands.entries()) {
    time = Math.max(0, time + one.passes);
    const moment = next(world, one, { now: at(time), nth, read });
    moments.push(moment);
    world = moment;
  }
  return moments;
}

/** The time of a command, the instance, and how the log returns its events. */
interface Turn {
  now: Date;
  nth: number;
  read: Reading;
}

function next({ requests, accounts, record, latest }: World, one: Command, turn: Turn): Moment {
  const { now } = turn;
  const index = one.which % requests.length;
  const request = requests[index] as KnownRequest;
  const stream = accountStream(request.about);
  const account = accounts.get(stream) ?? [];
  const actor = people.find(({ id }) => id === (one.who ?? request.about.requester).id) as Caller;
  const mfa = proofOf(one, now);
  const { events, refusal } = decided(one, request, account, { ...turn, actor, mfa });
  const uses = inStream<AccountEvent>(stream, events);
  return {
    now,
    index,
    actor,
    mfa,
    events,
    refusal,
    requests: requests.with(index, events.reduce(evolve, request) as KnownRequest),
    accounts: new Map(accounts).set(stream, uses.reduce(accountFold.evolve, account)),
    record: [...record, ...events],
    latest: now > latest ? now : latest,
  };
}

function decided(
  { what }: Command,
  request: KnownRequest,
  account: Account,
  { actor, now, mfa, nth, read }: Turn & Pick<Moment, 'actor' | 'mfa'>,
): Pick<Moment, 'events' | 'refusal'> {
  if (what === 'approve' || what === 'reject')
    return { events: recorded(null, outcome(what, request, now)).map(read), refusal: null };
  const act = {
    'check-out': checkingOut(actor, now, mfa, idOf('a', nth)),
    'check-in': checkingIn(actor, now),
    revoke: revoking(actor, now, `reason of command ${nth}`),
    elapse: elapsing(now),
  }[what];
  const { events, refusal } = given(request, account).when(act);
  return { events: recorded(act.who, events).map(read), refusal };
}

/** The approval's outcome; an access that would be over by then is not approved. */
function outcome(what: 'approve' | 'reject', request: KnownRequest, now: Date): RequestEvent[] {
  if (request.status !== 'pending') return [];
  const { about, policy, facts } = request;
  const ends = Date.parse(facts.startsAt ?? iso(1e12)) + durationMs(facts.duration);
  if (what === 'approve' && policy.content.accessStarts === 'approval' && now.getTime() >= ends) return [];
  const data = { ...about, at: now.toISOString(), steps: freshSteps(policy) };
  const { duration } = facts;
  const answer: ApprovalOutcomeEvent =
    what === 'approve'
      ? { type: 'approval.approved', schemaVersion: 1, data: { ...data, duration } }
      : { type: 'approval.rejected', schemaVersion: 1, data };
  return followOutcome(answer, request, now);
}

/** Parsed only once, because a policy is the costly part of a game. */
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

function submitted(wanted: Wanted, index: number): Folding<RequestEvent>[] {
  const { who, account, startsAt, hours, governed } = wanted;
  const starts = startsAt === null ? {} : { startsAt: iso(startsAt * HOUR) };
  const body = {
    resource: 'prod-db-eu',
    account: account.normalize('NFC'),
    duration: `PT${hours}H`,
    justification: justificationOf(index),
    ...starts,
  };
  const command = { requestId: idOf('1', index), body, policy: governed ? policyOf(wanted) : null };
  const context = by(who, T0, null, { outcome: 'granted', maxDuration: 'PT4H' });
  return recorded(who, submit(command, NOTHING_EARLIER, context));
}

/** What the requester of the nth request writes. */
export const justificationOf = (index: number): string => `justification of request ${index}`;

/** The nth id of a kind. @param kind - a hexadecimal digit */
export const idOf = (kind: string, nth: number): string =>
  `01990000-0000-7000-8000-${kind}${String(nth).padStart(11, '0')}`;

/** A proof of exactly the maximum age, or a millisecond older. */
function proofOf({ mfa }: Command, now: Date): MfaProof | null {
  if (mfa === 'none') return null;
  const age = mfa === 'fresh' ? 300_000 : 300_001;
  return { methods: ['otp'], at: new Date(now.getTime() - age).toISOString() };
}
