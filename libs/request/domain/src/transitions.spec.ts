import type { AccessEvent, Caller } from '@countersign/contracts';
import { granted } from './follow-outcome.js';
import { evolve } from './request.js';
import type { AccessRequest } from './request.js';
import { requestStreamsOf } from './streams.js';
import type { GrantedRequest } from './usable-access.js';
import { stateOf, states } from './testing/accesses.js';
import { ABOUT, alice, at, HOUR, person, recorded } from './testing/fixtures.js';
import { checkingIn, checkingOut, elapsing, revoking, TICKET_ID } from './testing/given.js';
import type { Then } from './testing/given.js';
import { bob, erin, frank, mallory, namesake } from './testing/people.js';

/** The event and the kinds of streams that it belongs to. */
const OUT = 'access.checked_out in request account ticket';
const IN = 'access.checked_in in request account';
const REVOKED = 'access.revoked in request';
const REVOKED_IN_USE = 'access.revoked in request account';
const YET = 'access-not-open-yet';
const OVER = 'access-over';

/** Results of the requester's commands in each state, and of the clock. */
const table: [state: string, checkOut: string, checkIn: string, revoke: string, clock: string][] = [
  ['pending', YET, YET, YET, 'nothing'],
  ['rejected', 'no-access', 'no-access', 'no-access', 'nothing'],
  ['cancelled', 'no-access', 'no-access', 'no-access', 'nothing'],
  ['expired', 'no-access', 'no-access', 'no-access', 'nothing'],
  ['refused', 'no-access', 'no-access', 'no-access', 'nothing'],
  ['granted without a policy', OUT, 'not-checked-out', REVOKED, 'access.opened in request'],
  ['scheduled', YET, 'not-checked-out', REVOKED, 'nothing'],
  ['available', OUT, 'not-checked-out', REVOKED, 'nothing'],
  ['checked out', 'nothing', IN, REVOKED_IN_USE, 'nothing'],
  ['checked in', OVER, OVER, OVER, 'nothing'],
  ['ended on record', OVER, OVER, OVER, 'nothing'],
  ['ended by the clock alone', OVER, OVER, OVER, 'access.ended in request account'],
  ['not used on record', OVER, OVER, OVER, 'nothing'],
  ['not used by the clock alone', OVER, OVER, OVER, 'access.ended in request'],
  ['revoked unused', OVER, OVER, OVER, 'nothing'],
  ['revoked in use', OVER, OVER, OVER, 'nothing'],
];

/** The result of an act: the code of the refusal, or each event with the kinds of its streams. */
function toldOf({ events, told }: Then): string {
  const kinds = (event: AccessEvent) => requestStreamsOf(event).map((stream) => stream.split('-')[0]);
  return events.map((event) => `${event.type} in ${kinds(event).join(' ')}`).join() || told;
}

const met = (name: string, who: Caller): string[] => {
  const { past, now } = stateOf(name);
  return [checkingOut, checkingIn, revoking].map((acting) => toldOf(past.when(acting(who, now))));
};

describe('an access', () => {
  it.each(table)('%s: has these results for its requester', (name, ...expected) => {
    expect(met(name, alice)).toEqual(expected.slice(0, 3));
  });

  it.each(table)('%s: can only be revoked by a policy admin', (name, _out, _in, revoke) => {
    expect(met(name, erin)).toEqual(['not-the-requester', 'not-the-requester', revoke]);
  });

  it.each(table)('%s: cannot be changed by approvers, auditors or strangers', (name) => {
    for (const who of [bob, frank, mallory, namesake])
      expect(met(name, who)).toEqual(Array(3).fill('not-the-requester'));
  });

  it.each(table)('%s: has this result when time passes', (name, ...expected) => {
    const { past, now } = stateOf(name);
    expect(toldOf(past.when(elapsing(now)))).toBe(expected[3]);
  });

  it('is tested in every state', () => {
    expect(table.map(([name]) => name)).toEqual(states.map(({ name }) => name));
  });
});

describe('a final state (rules.md#final-states)', () => {
  it.each(['checked in', 'ended on record', 'not used on record', 'revoked unused', 'revoked in use'])(
    '%s: does not change at the end of the window, or long after',
    (name) => {
      for (const now of [at(2 * HOUR), at(1000 * HOUR)])
        expect(stateOf(name).past.when(elapsing(now)).told).toBe('nothing');
    },
  );

  it('causes an error if an event follows it in the history', () => {
    const revoked = stateOf('revoked in use').past.request;
    const used = stateOf('checked out').past;
    const available = stateOf('available').past;
    const then = (before: AccessRequest, events: AccessEvent[]) =>
      recorded(alice, events).reduce(evolve, before);
    for (const act of [checkingIn(), revoking(), elapsing(at(2 * HOUR))])
      expect(() => then(revoked, used.when(act).events)).toThrow('that is revoked');
    expect(() => then(used.request, available.when(checkingOut()).events)).toThrow('checked out once');
    const { window } = (available.request as GrantedRequest).access;
    expect(() => then(used.request, [granted(ABOUT, window)])).toThrow('granted once');
  });
});

describe('the record of the end', () => {
  const { past, now } = stateOf('checked out');
  const data = { ...ABOUT, ticketId: TICKET_ID, at: now.toISOString() };

  it("names the check-out and the time at which the event's actor checked it in", () => {
    expect(past.when(checkingIn()).events).toEqual([{ type: 'access.checked_in', schemaVersion: 1, data }]);
    expect(past.and(checkingIn()).request).toMatchObject({
      access: { status: 'checked-in', checkOut: { by: person('alice') } },
    });
  });

  it("names the revoked check-out, if there was one, with the actor's reason as a private text", () => {
    const revoked = { type: 'access.revoked', schemaVersion: 1, texts: { reason: 'no longer needed' } };
    expect(past.when(revoking(erin)).events).toEqual([{ ...revoked, data }]);
    const { events } = stateOf('available').past.when(revoking(erin));
    expect(events).toEqual([{ ...revoked, data: { ...data, ticketId: null } }]);
    expect(past.and(revoking(erin)).request).toMatchObject({
      access: { status: 'revoked', by: person('erin'), reason: 'no longer needed' },
    });
  });
});
