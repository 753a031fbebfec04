import fc from 'fast-check';
import { durationSeconds, freshSteps, Refusal } from '@countersign/contracts';
import type { AccountEvent, Caller, MfaProof, RequestEvent } from '@countersign/contracts';
import { accountFold, accountStream } from '../account.js';
import type { Account } from '../account.js';
import { followOutcome } from '../follow-outcome.js';
import { evolve, initialState } from '../request.js';
import type { KnownRequest } from '../request.js';
import { submit } from '../submit.js';
import { at, by, caller, folded, governing, HOUR, iso, outcomes, wish } from './fixtures.js';
import { checkingIn, checkingOut, elapsing, revoking } from './given.js';
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
    { weight: 6, arbitrary: fc.constant('approve') },
    { weight: 10, arbitrary: fc.constant('check-out') },
    { weight: 2, arbitrary: fc.constant('check-in') },
    fc.constantFrom('revoke', 'reject', 'elapse', 'elapse'),
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

/** What one command did to one request, and how everything stood then. */
export interface Moment {
  now: Date;
  /** The latest time that anybody has seen so far. */
  latest: Date;
  /** Which request was meant. */
  index: number;
  actor: Caller;
  mfa: MfaProof | null;
  events: RequestEvent[];
  refusal: string | null;
  before: KnownRequest[];
  after: KnownRequest[];
  accounts: ReadonlyMap<string, Account>;
}

/** Everybody has submitted at T0; then the commands, each loaded, decided and appended as the runner does. */
export function play(requests: Wanted[], commands: Command[]): Moment[] {
  let [time, latest] = [0, 0];
  let [before, accounts]: [KnownRequest[], Moment['accounts']] = [requests.map(submitted), new Map()];
  return commands.map((one, nth) => {
    time = Math.max(0, time + one.passes);
    latest = Math.max(latest, time);
    const index = one.which % requests.length;
    const request = before[index]!;
    const stream = accountStream(request.facts);
    const account = accounts.get(stream) ?? [];
    const [actor, now, mfa] = [one.who ?? request.facts.requester, at(time), proofOf(one, time)];
    const who = people.find(({ id }) => id === actor.id)!;
    const { events, taken, refusal } = decided(one, { request, account, who, now, mfa, nth });
    const after = before.with(index, events.reduce(evolve, request) as KnownRequest);
    const moment = { now, latest: at(latest), index, actor: who, mfa, events, refusal, before, after };
    accounts = new Map(accounts).set(stream, taken.reduce(accountFold.evolve, account));
    before = after;
    return { ...moment, accounts };
  });
}

interface Turn extends Pick<Moment, 'now' | 'mfa'> {
  request: KnownRequest;
  account: Account;
  who: Caller;
  nth: number;
}
type Decided = Pick<Moment, 'events' | 'refusal'> & { taken: AccountEvent[] };

function decided({ what }: Command, { request, account, who, now, mfa, nth }: Turn): Decided {
  if (what === 'approve' || what === 'reject')
    return { events: outcome(what, request, now), taken: [], refusal: null };
  const acts = {
    'check-out': checkingOut(who, now, mfa, `ticket-${nth}`),
    'check-in': checkingIn(who, now),
    ...{ revoke: revoking(who, now), elapse: elapsing(now) },
  };
  try {
    const appends = acts[what as keyof typeof acts](request, account);
    return { events: appends.request, taken: appends.account, refusal: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { events: [], taken: [], refusal: error.code };
  }
}

/** What the approval answers; it approves nothing that would be over (rule 11). */
function outcome(what: 'approve' | 'reject', request: KnownRequest, now: Date): RequestEvent[] {
  if (request.status !== 'pending') return [];
  const { requestId, policy, facts } = request;
  const ends = Date.parse(facts.startsAt ?? iso(1e12)) + 1000 * durationSeconds(facts.duration);
  if (what === 'approve' && policy.content.accessStarts === 'approval' && now.getTime() >= ends) return [];
  const ended = outcomes[what === 'approve' ? 0 : 1]!;
  const data = { ...ended.data, requestId, at: now.toISOString(), steps: freshSteps(policy) };
  const answered = { ...ended, data: { ...data, duration: facts.duration } } as typeof ended;
  return followOutcome(answered, request, { status: 'free' }, now).request;
}

function submitted({ who, account, startsAt, hours, governed, ...rules }: Wanted, index: number) {
  const policy = governing({
    accessStarts: rules.accessStarts,
    ...(rules.accessStarts === 'check-out' && { useBy: 'PT2H' }),
    checkOut: { exclusive: rules.exclusive },
    mfa: { onCheckOut: rules.mfa, maxAge: 'PT5M' },
  });
  const body = wish({
    account,
    duration: `PT${hours}H`,
    ...(startsAt !== null && { startsAt: iso(startsAt * HOUR) }),
  });
  const command = { requestId: `request-${index}`, body, policy: governed ? policy : null };
  const context = by(who, at(0), null, { outcome: 'granted', maxDuration: 'PT4H' });
  return folded(...submit(command, initialState, context).request) as KnownRequest;
}

function proofOf({ mfa }: Command, time: number): MfaProof | null {
  if (mfa === 'none') return null;
  return { methods: ['otp'], at: iso(mfa === 'fresh' ? time - 300_000 : time - 300_001) };
}
