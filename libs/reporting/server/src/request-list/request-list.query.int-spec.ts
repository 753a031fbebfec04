import fc from 'fast-check';
import { maySeeRequest } from '@countersign/kernel';
import { requestListQuery, reportingRpc } from '@countersign/contracts';
import type { Caller, Role } from '@countersign/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import {
  at,
  caller,
  erased,
  group,
  person,
  policy,
  recorded,
  StoryOf,
  user,
  uuid,
} from '../testing/stories.js';
import type { Asked, Story } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { Awaiting } from '../me/me.handler.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { RequestLists, countsOf } from './request-list.query.js';
import { encodeCursor } from '../cursor.js';

const projections = { request: new RequestsProjection(), approval: new ApprovalsProjection() };
let models: TestReadModels;
let lists: RequestLists;
let inbox: Awaiting;
const positions = { request: 0, approval: 0 };

beforeAll(async () => {
  models = await testReadModels();
  lists = new RequestLists(models.dataSource, models.dataSource);
  inbox = new Awaiting(models.dataSource);
}, 120_000);
afterAll(() => models.close());
beforeEach(() => models.empty());

async function given(...stories: Partial<Story>[]): Promise<void> {
  for (const log of ['request', 'approval'] as const) {
    const events = recorded(
      log,
      stories.flatMap((story) => story[log] ?? []),
      positions[log] + 1,
    );
    positions[log] += events.length;
    if (events.length) await models.apply(projections[log], log, events);
  }
}

const pending = (n: number, asked: Asked = {}): Story => {
  const story = new StoryOf(n, asked);
  return { request: [story.submitted()], approval: [story.opened()] };
};

/** A page parsed by the contract, so that every test also checks its shape. */
async function page(query: object, as: Caller) {
  return reportingRpc.requests.response.parse(await lists.page(requestListQuery.parse(query), as));
}

/** Numbers of the requests on a page, in order. */
async function found(query: object, as: Caller): Promise<number[]> {
  const { items } = await page(query, as);
  return items.map(({ id }) => parseInt(id.slice(-12), 16));
}

/** A data source that runs a callback after each query of a transaction. */
function afterEachQuery(happen: () => Promise<void>): DataSource {
  const query =
    (manager: EntityManager): EntityManager['query'] =>
    async (text, values) => {
      const rows = await manager.query<never>(text, values as never);
      await happen();
      return rows;
    };
  const transaction = (isolation: 'REPEATABLE READ', work: (manager: EntityManager) => Promise<unknown>) =>
    models.dataSource.transaction(isolation, (manager) =>
      work(Object.assign(Object.create(manager) as EntityManager, { query: query(manager) })),
    );
  return { transaction, manager: models.dataSource.manager } as unknown as DataSource;
}

const auditor = caller('frank', { roles: ['auditor'] });
const total = ({ counts }: { counts: Record<string, number> }) =>
  Object.values(counts).reduce((a, b) => a + b, 0);
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

describe('visibility (rules.md#visibility)', () => {
  const managersThenDave = policy([{ approvers: [group('managers')] }, { approvers: [user('dave')] }]);

  beforeEach(() => given(pending(1, { policy: managersThenDave })));

  it.each<[string, Caller]>([
    ['the requester', caller('alice')],
    ['an approver of the open step', caller('bob', { groups: ['managers'] })],
    ['an approver of a later step', caller('dave')],
    ['a policy admin', caller('erin', { roles: ['policy-admin'] })],
    ['an auditor', auditor],
  ])('%s sees the request', async (_, as) => {
    expect(await found({}, as)).toEqual([1]);
    expect(await found({}, as)).toHaveLength(total(await page({}, as)));
  });

  it.each<[string, Caller]>([
    ['somebody in other groups', caller('mallory', { groups: ['engineers', 'dave'] })],
    ['the same id of another issuer', caller('alice', { issuer: 'https://other.example.com' })],
    ['somebody whose id is the group’s name', caller('managers')],
  ])('%s does not see the request, and counts are zero', async (_, as) => {
    for (const query of [
      {},
      { resource: 'prod-db' },
      { status: 'pending' },
      { q: 'alice' },
      { requester: 'alice' },
    ]) {
      const { items, counts, nextCursor } = await page(query, as);
      expect({ items, nextCursor, total: total({ counts }) }).toEqual({
        items: [],
        nextCursor: null,
        total: 0,
      });
    }
  });

  it('a refused request is visible to its requester, policy admins and auditors', async () => {
    await models.empty();
    await given({ request: [new StoryOf(2, { policy: managersThenDave }).refused()] });
    expect(await found({}, caller('alice'))).toEqual([2]);
    expect(await found({}, auditor)).toEqual([2]);
    expect(await found({}, caller('dave'))).toEqual([]);
  });

  it('a request granted without a policy is flagged, and visible to its requester, policy admins and auditors', async () => {
    await models.empty();
    const story = new StoryOf(3);
    await given({ request: [story.unmatched(), story.granted(at(0), at(3600))] }, pending(4));
    const { items, counts } = await page({}, auditor);
    expect(items).toMatchObject([
      { status: 'pending', unmatched: false },
      { status: 'approved', unmatched: true, accessStatus: 'ended', policy: null, currentStep: null },
    ]);
    expect(counts).toMatchObject({ approved: 1, pending: 1 });
    expect(await found({ status: 'approved' }, caller('alice'))).toEqual([3]);
    expect(await found({}, caller('bob', { groups: ['managers'] }))).toEqual([4]);
  });

  it('a request that its requester approved is flagged', async () => {
    await models.empty();
    const own = new StoryOf(3);
    const others = new StoryOf(4);
    const approvedBy = (story: StoryOf, by: string) =>
      story.ended('request', 'approved', story.steps([story.decision(by)]));
    await given({ request: [own.submitted(), approvedBy(own, 'alice')] });
    await given({ request: [others.submitted(), approvedBy(others, 'bob')] });
    expect((await page({}, auditor)).items).toMatchObject([{ selfApproved: false }, { selfApproved: true }]);
  });

  it('the list shows exactly the requests that maySeeRequest allows', async () => {
    await models.empty();
    const names = fc.constantFrom('alice', 'bob', 'carol', 'g1', 'g2');
    const approvers = fc.array(fc.oneof(names.map(user), names.map(group)), { minLength: 1, maxLength: 3 });
    const asked = fc.record({
      requester: fc
        .tuple(names, fc.constantFrom('https://a.example.com', 'https://b.example.com'))
        .map(([id, iss]) => person(id, iss)),
      policy: fc
        .array(
          approvers.map((list) => ({ approvers: list })),
          { minLength: 1, maxLength: 3 },
        )
        .map((steps) => policy(steps)),
    });
    const world = fc.sample(asked, { numRuns: 60, seed: 7 });
    await given(...world.map((one, n) => pending(n + 1, one)));
    const callers = fc.sample(
      fc.record({
        id: names,
        issuer: fc.constantFrom('https://a.example.com', 'https://b.example.com'),
        groups: fc.uniqueArray(names, { maxLength: 2 }),
        roles: fc.subarray<Role>(['auditor'], { maxLength: 1 }),
      }),
      { numRuns: 25, seed: 8 },
    );
    for (const { id, ...rest } of callers) {
      const as = caller(id, rest);
      const expected = world.flatMap((one, n) =>
        maySeeRequest(as, one.requester, one.policy.content.steps) ? [n + 1] : [],
      );
      expect(await found({ sort: 'submittedAt', limit: 100 }, as)).toEqual(expected);
    }
  });
});

describe('the inbox', () => {
  const twoSteps = policy([
    { approvers: [group('managers'), user('alice')], requiredApprovals: 2 },
    { approvers: [group('managers')] },
  ]);
  const story = new StoryOf(1, { policy: twoSteps });
  const [bob, carol, alice] = ['bob', 'carol', 'alice'].map((id) => caller(id, { groups: ['managers'] })) as [
    Caller,
    Caller,
    Caller,
  ];
  const inboxes = async () =>
    Promise.all([bob, carol, alice].map(async (as) => (await found({ awaiting: 'me' }, as)).length === 1));

  it('contains requests that the caller may decide now, but not their own', async () => {
    await given({ request: [story.submitted()], approval: [story.opened()] });
    expect(await inboxes()).toEqual([true, true, false]);
  });

  it('omits requests that the caller decided, or whose earlier step they approved', async () => {
    const approval = [story.opened(), story.decided(0, 'bob')];
    await given({ request: [story.submitted()], approval });
    expect(await inboxes()).toEqual([false, true, false]);
    await models.empty();
    await given({ request: [story.submitted()], approval: [...approval, story.decided(0, 'carol')] });
    expect(await inboxes()).toEqual([false, false, false]);
    expect(await found({ awaiting: 'me' }, caller('grace', { groups: ['managers'] }))).toEqual([1]);
    const [item] = (await page({}, bob)).items;
    expect(item?.currentStep).toBe(1);
    const [, second] = twoSteps.content.steps;
    expect(item?.openStep).toEqual({
      name: second?.name ?? null,
      of: 2,
      approvers: second?.approvers,
      requiredApprovals: second?.requiredApprovals,
      missingApprovals: second?.requiredApprovals,
    });
  });

  it('shows how many people an open step still needs, each counted once', async () => {
    const needs = async () => (await page({}, alice)).items[0]?.openStep?.missingApprovals;
    await given({ request: [story.submitted()], approval: [story.opened()] });
    const required = (await needs()) ?? 0;
    expect(required).toBeGreaterThan(1);
    await models.empty();
    const approval = [story.opened(), story.decided(0, 'bob'), story.decided(0, 'bob')];
    await given({ request: [story.submitted()], approval });
    expect(await needs()).toBe(required - 1);
  });

  it('contains the caller’s own request if the policy allows self-approval', async () => {
    const own = policy([{ approvers: [user('alice')] }], { allowSelfApproval: true });
    await given(pending(2, { policy: own }));
    expect(await found({ awaiting: 'me' }, alice)).toEqual([2]);
    expect(await inbox.count(alice)).toBe(1);
  });

  it('treats the same id of another issuer as another person', async () => {
    await given(pending(3, { requester: person('bob', 'https://other.example.com'), policy: twoSteps }));
    expect(await found({ awaiting: 'me' }, bob)).toEqual([3]);
  });

  it('contains only requests that are pending by the request log', async () => {
    await given({ approval: [story.opened()] });
    expect(await inbox.count(bob)).toBe(0);
    await given({ request: [story.submitted()] });
    expect(await inbox.count(bob)).toBe(1);
    await given({ request: [story.ended('request', 'cancelled')] });
    expect(await inbox.count(bob)).toBe(0);
  });

  it('omits requests whose approval has ended or expired', async () => {
    const ended = {
      request: [story.submitted()],
      approval: [story.opened(), story.ended('approval', 'expired')],
    };
    await given(ended, pending(4, { policy: twoSteps, expiresAt: ago(1) }));
    expect(await found({ awaiting: 'me' }, bob)).toEqual([]);
    expect((await page({ status: 'pending' }, bob)).items.map(({ currentStep }) => currentStep)).toEqual([
      0,
      null,
    ]);
  });

  it('is empty for an auditor who is not an approver', async () => {
    await given({ request: [story.submitted()], approval: [story.opened()] });
    expect(await found({ awaiting: 'me' }, auditor)).toEqual([]);
    expect(await inbox.count(auditor)).toBe(0);
  });
});

describe('filters', () => {
  const other = { ...policy([{ approvers: [user('carol')] }]), id: uuid(901) };
  const opens = ago(60);
  const closes = ago(-3600);

  beforeEach(async () => {
    const approved = (n: number, from: string, to: string) =>
      new StoryOf(n, { resource: `db-${n}` }).approvedStory(from, to);
    await given(
      approved(1, ago(7200), ago(3600)),
      approved(2, opens, closes),
      approved(3, ago(-3600), ago(-7200)),
      pending(4, { account: 'CORP\\Straße_1', justification: 'Ünplanned outage 100%', ticket: 'INC-42' }),
      pending(5, { requester: person('oscar'), resource: 'PROD-db', policy: other }),
      { request: [new StoryOf(6, { requester: person('oscar', 'https://other.example.com') }).refused()] },
    );
  });

  it.each<[object, number[]]>([
    [{}, [6, 5, 4, 3, 2, 1]],
    [{ sort: 'submittedAt' }, [1, 2, 3, 4, 5, 6]],
    [{ status: 'pending' }, [5, 4]],
    [{ status: ['pending', 'refused'] }, [6, 5, 4]],
    [{ status: 'cancelled' }, []],
    [{ requester: 'oscar' }, [6, 5]],
    [{ requester: 'me' }, []],
    [{ resource: 'Prod-DB', requester: 'oscar' }, [6, 5]],
    [{ resource: 'prod' }, []],
    [{ account: 'corp\\STRASSE_1' }, [4]],
    [{ policyId: uuid(901) }, [5]],
    [{ from: at(2), to: at(5) }, [4, 3, 2]],
    [{ accessStatus: 'ended' }, [1]],
    [{ accessStatus: 'available' }, [2]],
    [{ accessStatus: ['scheduled', 'available'] }, [3, 2]],
    [{ accessStatus: 'revoked' }, []],
    [{ q: 'OUTAGE alice  inc-42' }, [4]],
    [{ q: ' ' }, [6, 5, 4, 3, 2, 1]],
    [{ q: 'prod-db', status: 'pending' }, [5, 4]],
  ])('%j', async (query, expected) => {
    expect(await found(query, auditor)).toEqual(expected);
  });

  it.each(['q', 'resource', 'account', 'requester'])(
    '%s with a character that PostgreSQL cannot store is refused',
    (field) => {
      expect(requestListQuery.safeParse({ [field]: 'a\u0000b' }).success).toBe(false);
    },
  );

  it('more than ten words are refused', () => {
    const words = (n: number) =>
      requestListQuery.safeParse({ q: Array.from({ length: n }, () => 'a').join('\t ') });
    expect([words(10).success, words(11).success]).toEqual([true, false]);
  });

  it('counts apply every filter but status', async () => {
    const { counts, items } = await page({ status: 'refused', requester: 'oscar' }, auditor);
    expect(counts).toEqual({ pending: 1, approved: 0, rejected: 0, cancelled: 0, expired: 0, refused: 1 });
    expect(items).toMatchObject([{ status: 'refused', policy: null, currentStep: null, decidedAt: at(6) }]);
  });

  it('an item shows the submission, the policy and the current access', async () => {
    const { items } = await page({ status: 'approved', accessStatus: 'available' }, auditor);
    expect(items).toEqual([
      {
        id: uuid(2),
        status: 'approved',
        accessStatus: 'available',
        requester: { id: 'alice', name: 'Alice Example', email: 'alice@example.com' },
        resource: 'db-2',
        account: 'db-admin',
        duration: 'PT1H',
        justification: null,
        ticket: null,
        startsAt: null,
        policy: { id: uuid(900), version: 1, name: 'production' },
        unmatched: false,
        selfApproved: false,
        currentStep: null,
        openStep: null,
        submittedAt: at(2),
        expiresAt: '2099-01-01T00:00:00.000Z',
        decidedAt: at(2000),
        access: {
          startsAt: opens,
          endsAt: closes,
          checkedOutAt: null,
          checkedInAt: null,
          revokedAt: null,
        },
      },
    ]);
  });

  it('an access opens and closes by the database’s clock', async () => {
    const statuses = async () =>
      (await page({ sort: 'submittedAt', status: 'approved' }, auditor)).items.map(
        (item) => item.accessStatus,
      );
    expect(await statuses()).toEqual(['ended', 'available', 'scheduled']);
  });

  describe('an access in use', () => {
    const start = ago(60);
    const end = ago(-3600);
    const later = ago(-7200);
    const story = new StoryOf(8, { resource: 'vault' });
    const granted = () => given(story.approvedStory(start, end));
    const is = async () => (await page({ resource: 'vault' }, auditor)).items[0];
    const findable = async () =>
      found({ accessStatus: (await is())?.accessStatus, resource: 'vault' }, auditor);

    it('is checked out, with the window of the check-out, and checked in', async () => {
      await granted();
      const at = ago(30);
      await given({ request: [story.checkedOut(at, [at, later])] });
      const out = { startsAt: at, endsAt: later, checkedOutAt: at };
      expect(await is()).toMatchObject({
        accessStatus: 'checked-out',
        access: { ...out, checkedInAt: null, revokedAt: null },
      });
      expect(await findable()).toEqual([8]);
      const back = ago(10);
      await given({ request: [story.checkedIn(back)] });
      expect(await is()).toMatchObject({ accessStatus: 'checked-in', access: { ...out, checkedInAt: back } });
      expect(await findable()).toEqual([8]);
    });

    it('is over by the clock before its end is recorded', async () => {
      await granted();
      await given({ request: [story.checkedOut(ago(30), [ago(30), ago(1)])] });
      expect(await is()).toMatchObject({ accessStatus: 'ended' });
      expect(await findable()).toEqual([8]);
    });

    it('is over by its recorded end', async () => {
      await granted();
      await given({ request: [story.accessEnded(ago(1))] });
      expect(await is()).toMatchObject({ accessStatus: 'ended', access: { checkedOutAt: null } });
      expect(await findable()).toEqual([8]);
    });

    it('is revoked, even while it is checked out', async () => {
      const at = ago(5);
      await granted();
      await given({ request: [story.checkedOut(ago(30), [start, end]), story.revoked(at)] });
      expect(await is()).toMatchObject({ accessStatus: 'revoked', access: { revokedAt: at } });
      expect(await findable()).toEqual([8]);
    });
  });

  it('a request whose approval is unknown yet waits at its first step', async () => {
    await given({ request: [new StoryOf(7).submitted()] });
    expect((await page({ limit: 1 }, auditor)).items[0]).toMatchObject({ status: 'pending', currentStep: 0 });
  });
});

describe('a search', () => {
  const zoe = { ...person('u-77'), name: 'Zoë Ünal', email: 'z.unal@corp.example' };
  const long = `${'x'.repeat(1500)} end`;

  beforeEach(() =>
    given(
      pending(1, { resource: 'prod-billing-db', account: 'CORP\\svc_backup', justification: long }),
      pending(2, { requester: zoe, justification: 'Rotate keys (quarterly), 100%', ticket: 'CHG-1001' }),
    ),
  );

  it.each<[string, number[]]>([
    ['billing', [1]],
    ['BILL', [1]],
    ['illing', []],
    ['db-billing prod', [1]],
    ['prod-db', [2, 1]],
    ['backup corp', [1]],
    ['svc_', [1]],
    ['alice@example.com', [1]],
    ['zoë', [2]],
    ['zoe\u0308 ünal', [2]],
    ['u-7', [2]],
    ['unal@corp', [2]],
    ['quarterly   rotate', [2]],
    ['rotate billing', []],
    ['chg-1001', [2]],
    ['1001', [2]],
    ['00', []],
    ['k', [2]],
    ['sv', [1]],
    ['%%%', [2, 1]],
    ['x'.repeat(200), [1]],
    [`${'x'.repeat(196)} end`, [1]],
    ['user', []],
    ['=user:bob', []],
    ['bob', []],
  ])('%j finds %j', async (q, expected) => {
    expect(await found({ q }, auditor)).toEqual(expected);
  });

  it('finds only what the other filters match and the caller may see', async () => {
    expect(await found({ q: 'prod', resource: 'prod-db' }, auditor)).toEqual([2]);
    expect(await found({ q: 'prod' }, caller('alice'))).toEqual([1]);
    expect(await found({ q: 'prod' }, caller('bob'))).toEqual([2, 1]);
    expect(await found({ q: 'prod' }, caller('mallory'))).toEqual([]);
  });

  it('finds nothing by an erased text', async () => {
    const gone = recorded('request', [erased([positions.request - 1, positions.request])]);
    await models.apply(projections.request, 'request', gone);
    for (const q of ['zoë', 'unal', 'quarterly', 'end', 'example'])
      expect(await found({ q }, auditor)).toEqual([]);
    expect(await found({ q: 'prod' }, caller('bob'))).toEqual([2, 1]);
    const { items } = await page({ q: 'u-77 chg' }, auditor);
    const erasedAt = '2026-03-01T10:00:00.000Z';
    expect(items).toMatchObject([
      { requester: { id: 'u-77', name: null, email: null, erasedAt }, justification: null, erasedAt },
    ]);
  });
});

describe('counts', () => {
  const admin = caller('erin', { roles: ['policy-admin'] });
  const approver = caller('bob');

  beforeEach(() => given(pending(1), pending(2), { request: [new StoryOf(3).refused()] }));

  /** Sets a count that no counting gives, so that a test can tell where a count came from. */
  const mark = () =>
    models.pool.query(`UPDATE reporting.request_count SET count = 77 WHERE status = 'pending'`);

  it.each<[string, object, Caller]>([
    ['an auditor', {}, auditor],
    ['a policy admin', { status: 'refused', limit: 1, sort: 'resource' }, admin],
  ])('of all requests come from the projection for %s', async (_, query, as) => {
    expect((await page(query, as)).counts).toMatchObject({ pending: 2, refused: 1, approved: 0 });
    await mark();
    const { counts, countsComplete } = await page(query, as);
    expect([counts.pending, countsComplete]).toEqual([77, true]);
  });

  it.each<[string, object, Caller, number]>([
    ['an approver', {}, approver, 2],
    ['the requester', {}, caller('alice'), 2],
    ['a stranger', {}, caller('mallory'), 0],
    ['an auditor with a filter', { resource: 'prod-db' }, auditor, 2],
    ['an auditor’s inbox', { awaiting: 'me' }, auditor, 0],
    ['an auditor’s own', { requester: 'me' }, auditor, 0],
    ['an auditor’s search', { q: 'nothing-like-it' }, auditor, 0],
    ['an auditor’s day', { to: at(2) }, auditor, 1],
    ['an auditor’s accesses', { accessStatus: 'revoked' }, auditor, 0],
  ])('for %s are counted from the rows', async (_, query, as, expected) => {
    await mark();
    expect((await page(query, as)).counts.pending).toBe(expected);
  });

  it('are available before the projection has counted', async () => {
    await models.pool.query('TRUNCATE reporting.request_count');
    expect((await page({}, auditor)).counts).toMatchObject({ pending: 2, refused: 1 });
  });

  it('stop at a limit, and then are marked as incomplete', async () => {
    const query = requestListQuery.parse({ account: 'db-admin' });
    const asked = { query, caller: auditor, shareOf: () => 0 };
    const most = async (n: number) => total(await countsOf(models.dataSource.manager, asked, n));
    const complete = async (n: number) =>
      (await countsOf(models.dataSource.manager, asked, n)).countsComplete;
    expect([await most(3), await complete(3)]).toEqual([3, true]);
    expect([await most(1), await complete(1)]).toEqual([2, false]);
  });
});

describe('pages', () => {
  const sameSecond = (n: number): Story => pending(n, { submittedAt: at(Math.floor(n / 4)) });

  async function walk(
    query: object,
    meanwhile: (page: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<number[]> {
    const seen: number[] = [];
    let cursor: string | null = null;
    for (let n = 0; n === 0 || cursor; n++) {
      const { items, nextCursor } = await page({ ...query, ...(cursor ? { cursor } : {}) }, auditor);
      seen.push(...items.map(({ id }) => parseInt(id.slice(-12), 16)));
      cursor = nextCursor;
      await meanwhile(n);
    }
    return seen;
  }

  const numbers = Array.from({ length: 23 }, (_, i) => i + 1);

  it.each([1, 4, 5, 23, 50])('of %i show every request once, in both orders', async (limit) => {
    await given(...numbers.map(sameSecond));
    expect(await walk({ limit })).toEqual(numbers.toReversed());
    expect(await walk({ limit, sort: 'submittedAt' })).toEqual(numbers);
  });

  it('neither repeat nor lose a request while others are submitted and change', async () => {
    await given(...numbers.map(sameSecond));
    const seen = await walk({ limit: 5 }, async (n) => {
      const ends = new StoryOf(20 - n).ended('request', 'approved');
      await given(pending(100 + n, { submittedAt: at(100 + n) }), { request: [ends] });
    });
    expect(seen).toEqual(numbers.toReversed());
  });

  const people = ['carol', 'Alice', 'bob', 'alice'];
  const varied = (n: number): Story => {
    const asked = {
      requester: person(people[n % 4] ?? '', `https://${n % 3}.example.com`),
      resource: `Db-${'zyx'[n % 3]}`,
      account: `ÄDMIN-${n % 5}`,
      submittedAt: at(Math.floor(n / 4)),
    };
    const story = new StoryOf(n, asked);
    if (n % 3 === 0) return { request: [story.submitted()], approval: [story.opened()] };
    return { request: [n % 3 === 1 ? story.refused() : story.unmatched()], approval: [] };
  };
  /** Sorted by keys that may be equal, then by id. */
  const by = (...keys: ((n: number) => string)[]) =>
    numbers.toSorted((a, b) => {
      const key = keys.find((of) => of(a) !== of(b));
      return key ? (key(a) < key(b) ? -1 : 1) : a - b;
    });
  const submitted = (n: number) => at(Math.floor(n / 4));
  const decided = (undecided: string) => (n: number) => (n % 3 === 0 ? undecided : submitted(n));
  const orders: [string, number[]][] = [
    ['submittedAt', numbers],
    ['decidedAt', by(decided(''))],
    ['resource', by((n) => 'zyx'[n % 3] ?? '', submitted)],
    ['account', by((n) => String(n % 5), submitted)],
    ['requester', by((n) => people[n % 4]?.toLowerCase() ?? '', submitted)],
  ];

  it.each(orders)('by %s show every request once, in both orders', async (sort, ascending) => {
    await given(...numbers.map(varied));
    const descending = sort === 'decidedAt' ? by(decided('9')).toReversed() : ascending.toReversed();
    for (const limit of [3, 7, 50]) {
      expect(await walk({ limit, sort })).toEqual(ascending);
      expect(await walk({ limit, sort: `-${sort}` })).toEqual(descending);
    }
  });

  it.each(orders.filter(([sort]) => sort !== 'decidedAt'))(
    'by %s neither repeat nor lose a request while others are submitted and change',
    async (sort, ascending) => {
      const open = ascending.filter((n) => n % 3 === 0);
      await given(...numbers.map(varied));
      const seen = await walk({ limit: 4, sort }, async (n) => {
        const ends = open.slice(n, n + 1).map((one) => new StoryOf(one).ended('request', 'expired'));
        await given(pending(100 + n, { resource: 'a-new-one' }), { request: ends });
      });
      expect(seen.filter((n) => n < 100)).toEqual(ascending);
    },
  );

  it.each(['decidedAt', '-decidedAt'])(
    'by %s lose no request that is decided in the meantime',
    async (sort) => {
      await given(...numbers.map(sameSecond));
      const seen = await walk({ limit: 4, sort }, (n) =>
        given({
          request: [
            new StoryOf(1 + n).ended('request', 'expired'),
            new StoryOf(23 - n).ended('request', 'approved'),
          ],
        }),
      );
      expect([...new Set(seen)].sort((a, b) => a - b)).toEqual(numbers);
    },
  );

  it.each(['resource', '-resource', 'requester'])(
    'a cursor of %s with a key that PostgreSQL cannot store is refused',
    async (sort) => {
      const query = requestListQuery.parse({ sort });
      const cursor = encodeCursor({ keys: ['a\0b', at(1)], id: uuid(1) }, query);
      await expect(page({ sort, cursor }, auditor)).rejects.toMatchObject({ code: 'invalid-input' });
    },
  );

  it('the cursor of the longest names is accepted', async () => {
    const resource = '\u{1F511}'.repeat(128);
    const requester = { ...person('alice'), name: '\u0801'.repeat(256) };
    await given(...[1, 2, 3].map((n) => pending(n, { resource, requester, account: '"\\'.repeat(128) })));
    for (const sort of ['resource', 'account', '-requester'])
      expect(await walk({ limit: 1, sort })).toHaveLength(3);
  });

  it('and their counts come from one snapshot', async () => {
    await given(...[1, 2].map(sameSecond));
    const source = afterEachQuery(() => given(sameSecond(3)));
    const interrupted = new RequestLists(source, source);
    const { items, counts } = await interrupted.page(requestListQuery.parse({ q: 'alice' }), auditor);
    expect([items.length, counts.pending]).toEqual([2, 2]);
    expect((await page({ q: 'alice' }, auditor)).items).toHaveLength(3);
  });

  it('end without a cursor, even if the last page is full', async () => {
    await given(...[1, 2, 3, 4].map(sameSecond));
    expect((await page({ limit: 4 }, auditor)).nextCursor).toBeNull();
    expect((await page({ limit: 3 }, auditor)).nextCursor).not.toBeNull();
  });

  it('refuse a cursor of another list', async () => {
    await given(...[1, 2, 3].map(sameSecond));
    const { nextCursor: cursor } = await page({ limit: 1, status: 'pending' }, auditor);
    await expect(page({ limit: 1, cursor }, auditor)).rejects.toMatchObject({
      code: 'invalid-input',
      status: 422,
    });
  });
});
