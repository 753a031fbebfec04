import { randomInt } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { policyInternalRpc, Refusal, requestRpc, Unavailable } from '@countersign/contracts';
import type { AccountEvent, Caller, PolicyContentInput, RequestEvent } from '@countersign/contracts';
import { parseInput } from '@countersign/platform';
import { accountStream, requestStream } from '@countersign/request-domain';
import {
  alice,
  bob,
  callBy,
  caller,
  governing,
  insist,
  matching,
  outcome,
  T0,
  wish,
} from './testing/fixtures.js';
import { requestService } from './testing/request-service.js';
import type { RequestInstance } from './testing/request-instance.js';
import type { RequestService } from './testing/request-service.js';

jest.setTimeout(60_000);

const HOUR = 3_600_000;
const END = T0.getTime() + HOUR;
const erin: Caller = { ...caller('erin'), roles: ['policy-admin'] };
const frank: Caller = { ...caller('frank'), roles: ['auditor'] };
const vault: Caller = { ...caller('vault'), roles: ['broker'] };
const oscar = caller('oscar', 'engineers');
const exclusive = { checkOut: { exclusive: true } };
const withMfa = { mfa: { onCheckOut: true, maxAge: 'PT5M' } };

let service: RequestService;
let other: RequestInstance;

beforeEach(async () => {
  service = await requestService(T0);
  other = service.another();
});
afterEach(() => service.close());

const times = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const either = (i: number): RequestInstance => (i % 2 ? other : service);
const any = (): RequestInstance => either(randomInt(2));
const shuffled = <T>(all: T[]): T[] =>
  all
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);

/** The same person, having proved a second factor then. */
const proved = (who: Caller, at: Date): Caller => ({
  ...who,
  authentication: { methods: ['pwd', 'otp'], contextClass: null, at },
});

/** An access of a person, granted at T0 for an hour. */
async function granted(
  who: Caller = alice,
  policy: Partial<PolicyContentInput> = {},
  asked: Partial<typeof wish> & { startsAt?: string } = {},
): Promise<{ id: string }> {
  service.rpc.on(policyInternalRpc.match, matching(governing(policy)));
  const { representation } = await service.submitting.submit({ ...wish, ...asked }, callBy(who));
  await service.follower.handle(outcome(representation, 'approval.approved'));
  return { id: representation.id };
}

type Key = string | null;
const checkOut = (by: RequestInstance, { id }: { id: string }, who = alice, key: Key = null) =>
  by.checkingOut.checkOut({ id }, callBy(who, key));
const checkIn = (by: RequestInstance, { id }: { id: string }, who = alice, key: Key = null) =>
  by.checkingIn.checkIn({ id }, callBy(who, key));
const revoke = (by: RequestInstance, { id }: { id: string }, who: Caller = erin, key: Key = null) =>
  by.revoking.revoke({ id, reason: 'enough' }, callBy(who, key));
const status = (by: RequestInstance, ticketId: string, who: Caller = vault) =>
  by.tickets.status({ ticketId }, callBy(who));
const elapse = async (by: RequestInstance, { id }: { id: string }, now: Date): Promise<void> => {
  const [set] = (await service.log.readStream<RequestEvent>(requestStream(id))).filter(({ type }) =>
    ['access.granted', 'access.checked_out'].includes(type),
  );
  await by.elapsing.handle({ key: id, eventId: set!.id, correlationId: id }, now);
};

const typesOf = async ({ id }: { id: string }): Promise<string[]> =>
  (await service.log.readStream<RequestEvent>(requestStream(id)))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('access.'));
const endsOf = async (request: { id: string }): Promise<string[]> =>
  (await typesOf(request)).filter((type) => /checked_in|ended|revoked/.test(type));
const jtiOf = async (request: { id: string }): Promise<string> =>
  decodeJwt((await checkOut(service, request)).representation.ticket).jti!;
const codeOf = (error: unknown): string => (error instanceof Refusal ? error.code : String(error));
const outcomeOf = (attempt: Promise<unknown>): Promise<string> => attempt.then(() => 'done', codeOf);
const accountEvents = async (names: { resource: string; account: string } = wish) =>
  (await service.log.readStream(accountStream(names))) as unknown as AccountEvent[];

/**
 * Check-outs that began beside a holder in the way, or ended twice: from the account's events alone, without the
 * domain.
 */
function clashes(events: readonly AccountEvent[]): string[] {
  const held = new Map<string, { exclusive: boolean; endsAt: string }>();
  return events.flatMap(({ type, data }) => {
    if (type !== 'access.checked_out')
      return held.delete(data.ticketId ?? '') ? [] : [`${data.ticketId} twice`];
    const inTheWay = [...held.values()].filter(
      (one) => (one.exclusive || data.exclusive) && one.endsAt > data.at,
    );
    held.set(data.ticketId, data);
    return inTheWay.length ? [`${data.ticketId} beside another`] : [];
  });
}

describe('fifty at once over two instances', () => {
  it('let one person hold an exclusive account, in every spelling', async () => {
    const people = times(50).map((i) => caller(`p${i}`));
    const spellings = [wish.account, wish.account.toUpperCase()];
    const requests: { id: string }[] = [];
    for (const [i, who] of people.entries())
      requests.push(await granted(who, exclusive, { account: spellings[i % 2]! }));
    const outcomes = await Promise.all(
      requests.map((request, i) => outcomeOf(insist(() => checkOut(either(i), request, people[i])))),
    );
    expect(outcomes.filter((one) => one === 'done')).toHaveLength(1);
    expect(outcomes.filter((one) => one === 'account-in-use')).toHaveLength(49);
    expect((await accountEvents()).map(({ type }) => type)).toEqual(['access.checked_out']);
  });

  it('treat ẞ, ß and SS as one letter, so one person holds an exclusive account', async () => {
    const people = ['p1', 'p2', 'p3', 'p4'].map((id) => caller(id));
    const spellings = ['stra\u1e9ee', 'straße', 'STRASSE', 'Strasse'];
    const requests: { id: string }[] = [];
    for (const [i, who] of people.entries())
      requests.push(await granted(who, exclusive, { account: spellings[i]! }));
    const outcomes = await Promise.all(
      requests.map((request, i) => outcomeOf(checkOut(either(i), request, people[i]))),
    );
    expect(outcomes.sort()).toEqual(['account-in-use', 'account-in-use', 'account-in-use', 'done']);
  });

  it('cannot request an exclusive account by a name that only looks like it', async () => {
    const ask = (account: string, who: Caller) =>
      service.submitting.submit(parseInput(requestRpc.submit.request, { ...wish, account }), callBy(who));
    await checkOut(service, await granted(alice, exclusive));
    const { account } = wish;
    const invisible = [
      `${account}\u200b`,
      `\u2060${account}`,
      `${account} `,
      `\u202e${account}`,
      `${account}\u{e0001}`,
    ];
    for (const spelling of invisible)
      await expect(outcomeOf(Promise.resolve().then(() => ask(spelling, bob)))).resolves.toBe('invalid-name');
    expect(await outcomeOf(ask(account.replace('a', '\u0430'), bob))).toBe('confusable-name');
    expect(await accountEvents()).toHaveLength(1);
  });

  it('all check out a shared account, and check it in again', async () => {
    const people = times(50).map((i) => caller(`p${i}`));
    const requests: { id: string }[] = [];
    for (const who of people) requests.push(await granted(who));
    const all = (act: typeof checkOut | typeof checkIn) =>
      Promise.all(
        requests.map((request, i) => outcomeOf(insist<unknown>(() => act(either(i), request, people[i])))),
      );
    expect(new Set(await all(checkOut))).toEqual(new Set(['done']));
    expect(new Set(await all(checkIn))).toEqual(new Set(['done']));
    expect(await accountEvents()).toHaveLength(100);
  });

  it('result in one check-out and one ticket id for one access', async () => {
    const request = await granted();
    const answers = await Promise.all(times(50).map((i) => insist(() => checkOut(either(i), request))));
    const jtis = answers.map(({ representation }) => decodeJwt(representation.ticket).jti);
    expect(new Set(jtis).size).toBe(1);
    expect(await typesOf(request)).toEqual(['access.granted', 'access.checked_out']);
  });

  it('leave an exclusive account with a single holder, whatever they do', async () => {
    const people = times(24).map((i) => caller(`p${i}`));
    const requests: { id: string }[] = [];
    for (const [i, who] of people.entries()) requests.push(await granted(who, i % 3 ? {} : exclusive));
    for (const _ of times(4)) {
      const acts = requests.flatMap((request, i) => [
        () => checkOut(any(), request, people[i]),
        () => checkOut(any(), request, people[i]),
        ...(randomInt(4) ? [] : [() => checkIn(any(), request, people[i])]),
        ...(randomInt(8) ? [] : [() => revoke(any(), request)]),
      ]);
      const outcomes = await Promise.all(shuffled(acts).map((act) => outcomeOf(act())));
      const known = ['done', 'account-in-use', 'access-over', 'not-checked-out', 'conflict'];
      expect(outcomes.filter((one) => !known.includes(one))).toEqual([]);
    }
    const events = await accountEvents();
    expect(events.length).toBeGreaterThan(0);
    expect(clashes(events)).toEqual([]);
  });
});

describe('at the end of an access, with clocks a few milliseconds apart', () => {
  it('an access ends once, and nobody gets a ticket for it any more', async () => {
    const requests: { id: string }[] = [];
    for (const i of times(40)) requests.push(await granted(alice, exclusive, { resource: `db-${i}` }));
    const used = requests.filter((_, i) => i % 2);
    const jtis = new Map(await Promise.all(used.map(async ({ id }) => [id, await jtiOf({ id })] as const)));
    service.clock.set(new Date(END - 3));
    other.clock.set(new Date(END + 2));
    const acts = requests.flatMap((request) => [
      ...times(2).map(() => () => checkOut(any(), request)),
      ...[() => checkIn(any(), request), () => revoke(any(), request), () => revoke(any(), request, alice)],
      ...times(2).map(() => () => elapse(any(), request, new Date(END))),
    ]);
    const outcomes = await Promise.all(shuffled(acts).map((act) => outcomeOf(act())));
    const known = ['done', 'access-over', 'not-checked-out'];
    expect(outcomes.filter((one) => !known.includes(one))).toEqual([]);
    for (const [i, request] of requests.entries()) {
      expect(await endsOf(request)).toHaveLength(1);
      for (const by of [service, other]) {
        expect(await outcomeOf(checkOut(by, request))).toBe('access-over');
        expect(await outcomeOf(checkIn(by, request))).toBe('access-over');
        expect(await outcomeOf(revoke(by, request))).toBe('access-over');
        const jti = jtis.get(request.id);
        if (jti) expect((await status(by, jti)).active).toBe(false);
      }
      const events = await accountEvents({ ...wish, resource: `db-${i}` });
      expect(clashes(events)).toEqual([]);
      expect(events.filter(({ type }) => type === 'access.checked_out')).toHaveLength(events.length / 2);
    }
  });

  it('an instance whose clock is behind respects what another instance has recorded', async () => {
    const request = await granted();
    const jti = await jtiOf(request);
    service.clock.set(new Date(T0.getTime() + 50));
    await revoke(service, request);
    expect(await status(other, jti)).toMatchObject({ active: false, reason: 'revoked' });
    expect(await outcomeOf(checkOut(other, request))).toBe('access-over');
    expect((await other.getting.get({ id: request.id }, callBy(alice))).you.may).toEqual([]);
  });

  it('an instance whose clock is behind signs further tickets for a check-out on record', async () => {
    const startsAt = new Date(T0.getTime() + 60_000).toISOString();
    const request = await granted(alice, {}, { startsAt });
    expect(await outcomeOf(checkOut(service, request))).toBe('access-not-open-yet');
    service.clock.set(startsAt);
    other.clock.set(new Date(Date.parse(startsAt) - 20));
    const jti = await jtiOf(request);
    const { ticket } = (await checkOut(other, request)).representation;
    expect(decodeJwt(ticket)).toMatchObject({ jti, nbf: Date.parse(startsAt) / 1000 });
    expect(await status(other, jti)).toMatchObject({ active: true });
  });
});

describe('a repeat (rules.md#idempotency)', () => {
  it('of a check-out returns a fresh ticket of the same id, but only until the check-out ends', async () => {
    const request = await granted();
    const first = await checkOut(service, request, alice, 'key');
    service.clock.advance(60_000);
    other.clock.advance(60_000);
    const again = await checkOut(other, request, alice, 'key');
    const [a, b] = [first, again].map(({ representation }) => decodeJwt(representation.ticket));
    expect(b).toMatchObject({ jti: a!.jti, iat: a!.iat! + 60 });
    await checkIn(service, request);
    expect(await outcomeOf(checkOut(other, request, alice, 'key'))).toBe('access-over');
    expect(await outcomeOf(checkOut(service, request, alice, 'key'))).toBe('access-over');
  });

  it('of a check-out requires the second factor again', async () => {
    const request = await granted(alice, withMfa);
    expect(await outcomeOf(checkOut(service, request))).toBe('insufficient-user-authentication');
    const strong = proved(alice, T0);
    await checkOut(service, request, strong, 'key');
    service.clock.advance(300_000);
    expect(await outcomeOf(checkOut(service, request, strong, 'key'))).toBe('done');
    service.clock.advance(1);
    for (const key of ['key', null])
      expect(await outcomeOf(checkOut(service, request, strong, key))).toBe(
        'insufficient-user-authentication',
      );
    expect(await typesOf(request)).toEqual(['access.granted', 'access.checked_out']);
  });

  it.each([
    ['check-in', checkIn, alice],
    ['revocation', revoke, erin],
  ] as const)('of a %s gets the first answer; without its key it is refused', async (_, act, who) => {
    const request = await granted();
    await checkOut(service, request);
    const first = await act(service, request, who, 'key');
    expect(await act(other, request, who, 'key')).toEqual(first);
    expect(await outcomeOf(act(other, request, who))).toBe('access-over');
    expect(await endsOf(request)).toHaveLength(1);
  });

  it('of a revocation with another reason is an error', async () => {
    const request = await granted();
    await revoke(service, request, erin, 'key');
    const again = service.revoking.revoke({ id: request.id, reason: 'other' }, callBy(erin, 'key'));
    expect(await outcomeOf(again)).toBe('idempotency-key-reused');
  });
});

describe('a command whose answer cannot be built', () => {
  it.each([
    ['check-out', checkOut, alice],
    ['check-in', checkIn, alice],
    ['revocation', revoke, erin],
  ] as const)('for a %s does not claim that nothing was done', async (what, act, who) => {
    const request = await granted();
    if (what !== 'check-out') await checkOut(service, request);
    const before = (await service.log.head()).position;
    jest.spyOn(service.runner, 'read').mockRejectedValueOnce(new Unavailable('The log'));
    expect(await outcomeOf(act(service, request, who, 'key'))).toBe('outcome-unknown');
    const { position } = await service.log.head();
    expect(position).toBeGreaterThan(before);
    expect(await outcomeOf(act(service, request, who, 'key'))).toBe('done');
    expect((await service.log.head()).position).toBe(position);
  });

  it('does not claim that nothing was done if a ticket cannot be signed', async () => {
    const request = await granted();
    jest.spyOn(service.keys, 'signWith').mockRejectedValueOnce(new Unavailable('The database'));
    expect(await outcomeOf(checkOut(service, request))).toBe('outcome-unknown');
    expect(await outcomeOf(checkOut(service, request))).toBe('done');
  });
});

describe('a caller without the right', () => {
  it.each([
    ['check out', checkOut],
    ['check in', checkIn],
    ['revoke', revoke],
  ] as const)('%s: is not-found for a stranger, explained to others, and recorded', async (_, act) => {
    const request = await granted();
    await checkOut(service, request);
    for (const who of [oscar, vault]) {
      const error = await act(service, request, who).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'not-found', status: 404 });
    }
    for (const who of [bob, frank])
      expect(await outcomeOf(act(service, request, who))).toBe('not-the-requester');
    const attempts = (await service.log.readFrom(1, 100)).filter(({ type }) => type === 'attempt.refused');
    expect(attempts.map(({ data }) => [(data['by'] as unknown as Caller).id, data['code']])).toEqual([
      ['oscar', 'not-found'],
      ['vault', 'not-found'],
      ['bob', 'not-the-requester'],
      ['frank', 'not-the-requester'],
    ]);
    for (const { data } of attempts) expect(data['target']).toMatchObject({ requestId: request.id });
    expect(await typesOf(request)).toEqual(['access.granted', 'access.checked_out']);
  });

  it('causes no record for a request that does not exist', async () => {
    const nothing = { id: '01990000-0000-7000-8000-00000000dead' };
    for (const act of [checkOut, checkIn, revoke])
      expect(await outcomeOf(act(service, nothing))).toBe('not-found');
    expect((await service.log.head()).position).toBe(0);
  });

  it("only the requester, auditors, admins and brokers can ask for a ticket's status", async () => {
    const jti = await jtiOf(await granted());
    for (const who of [alice, frank, erin, vault])
      expect(await outcomeOf(status(other, jti, who))).toBe('done');
    for (const who of [bob, oscar]) expect(await outcomeOf(status(other, jti, who))).toBe('not-found');
  });
});

it('while the log may be older than what others have seen, nobody gets a ticket or a positive status', async () => {
  const request = await granted();
  const jti = decodeJwt((await checkOut(service, request, alice, 'key')).representation.ticket).jti!;
  service.gate.doubt();
  for (const code of ['log-unchecked', 'log-diverged']) {
    expect(await outcomeOf(checkOut(service, request))).toBe(code);
    expect(await outcomeOf(checkOut(service, request, alice, 'key'))).toBe(code);
    expect(await outcomeOf(checkIn(service, request))).toBe(code);
    expect(await outcomeOf(status(service, jti))).toBe(code);
    expect(await outcomeOf(service.getting.get(request, callBy(alice)))).toBe(code);
    service.gate.shut();
  }
});

it('connections that break during check-outs leave each check-out done once or not at all', async () => {
  const people = times(30).map((i) => caller(`p${i}`));
  const requests: { id: string }[] = [];
  for (const who of people) requests.push(await granted(who));
  const all = () =>
    Promise.all(
      requests.map((request, i) =>
        outcomeOf(insist(() => checkOut(either(i), request, people[i], `key-${i}`))),
      ),
    );
  const kills = async () => {
    for (let kill = 0; kill < 8; kill++)
      await service.database.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'countersign_request_test' AND datname = current_database()",
      );
  };
  const [outcomes] = await Promise.all([all(), kills()]);
  const known = ['done', 'unavailable', 'outcome-unknown'];
  expect(outcomes.filter((one) => !known.includes(one))).toEqual([]);
  for (const [i, one] of outcomes.entries())
    if (one === 'done') expect(await typesOf(requests[i]!)).toContain('access.checked_out');
  expect(new Set(await all())).toEqual(new Set(['done']));
  for (const request of requests)
    expect(await typesOf(request)).toEqual(['access.granted', 'access.checked_out']);
  expect(await accountEvents()).toHaveLength(30);
});

it('a command succeeds exactly if the list of what the caller may do contains it', async () => {
  const people = [alice, bob, erin, oscar];
  for (const round of times(60)) {
    const policies = [{}, exclusive, { accessStarts: 'check-out' as const, useBy: 'PT10M' }];
    const startsAt = new Date(T0.getTime() + 600_000).toISOString();
    const names = { resource: `db-${round}` };
    const asked = randomInt(2) ? names : { ...names, startsAt };
    const request = await granted(alice, policies[randomInt(3)], asked);
    if (!randomInt(3)) await outcomeOf(checkOut(service, await granted(oscar, exclusive, names), oscar));
    for (const _ of times(4)) {
      const by = any();
      by.clock.set(new Date(T0.getTime() + randomInt(5) * 600_000 - randomInt(2)));
      const who = people[randomInt(people.length)]!;
      const acts = { 'check-out': checkOut, 'check-in': checkIn, revoke };
      const name = Object.keys(acts)[randomInt(3)] as keyof typeof acts;
      const seen = await by.getting.get({ id: request.id }, callBy(who)).catch(codeOf);
      const done = await outcomeOf(acts[name](by, request, who));
      const may = typeof seen === 'string' ? [] : seen.you.may;
      expect([name, who.id, done, done === 'done']).toEqual([name, who.id, done, may.includes(name)]);
      if (name === 'check-out' && who === alice && typeof seen !== 'string' && done !== 'done')
        expect(seen.you.why?.code).toBe(done);
    }
    for (const one of [service, other]) one.clock.set(T0);
  }
});

it('no event contains a token or a ticket, and every ticket can be verified', async () => {
  const request = await granted(alice, withMfa);
  const { ticket } = (await checkOut(service, request, proved(alice, T0))).representation;
  await outcomeOf(checkOut(service, request));
  await revoke(service, request);
  const rows = await service.database.sql<{ row: string }>(
    'SELECT e::text AS row FROM request.event e UNION ALL SELECT c::text FROM request.command c',
  );
  const stored = rows.map(({ row }) => row).join('\n');
  expect(stored).toContain('access.checked_out');
  expect(stored).toContain('insufficient-user-authentication');
  for (const secret of ['token of', 'eyJ', ticket.split('.')[2]!]) expect(stored).not.toContain(secret);
  const verified = jwtVerify(ticket, createLocalJWKSet(await service.keys.published()), { currentDate: T0 });
  expect((await verified).payload).toMatchObject({ request_id: request.id, sub: 'alice' });
});
