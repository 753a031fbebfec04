import { policyContent, summary, summaryQuery } from '@countersign/contracts';
import type { Summary } from '@countersign/contracts';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { logs, oneStep, twoSteps } from '../testing/report-stories.js';
import { at, caller, erased, person, recorded, StoryOf, uuid } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { Summaries, SummaryTimeout } from './summary.query.js';
import { LONGEST_OPEN } from './summary.sql.js';

const projections = { request: new RequestsProjection(), approval: new ApprovalsProjection() };
const frank = caller('frank', { roles: ['auditor'] });
const now = new Date('2026-03-02T00:00:00.000Z');
let models: TestReadModels;
let summaries: Summaries;

beforeAll(async () => {
  models = await testReadModels();
  summaries = new Summaries(models.dataSource);
}, 120_000);
afterAll(() => models.close());

const of = async (query: object = {}, as = frank): Promise<Summary> =>
  summary.parse(await summaries.of(summaryQuery.parse(query), as, now));

describe('the summary', () => {
  const none = { pending: 0, approved: 0, rejected: 0, cancelled: 0, expired: 0, refused: 0 };
  const counts = { pending: 1, approved: 9, rejected: 1, cancelled: 1, expired: 1, refused: 1 };
  const [alice, bob, dave] = ['alice', 'bob', 'dave'].map((id) => {
    const { issuer: _, ...view } = person(id);
    return view;
  });

  beforeAll(async () => {
    await models.empty();
    for (const log of ['approval', 'request'] as const) await models.apply(projections[log], log, logs[log]);
    await models.pool.query(ATTEMPTS);
  });

  it('has counts for every bucket of the range, including empty buckets', async () => {
    const { buckets, ...rest } = await of({ from: '2026-02-28T10:00:00Z', to: '2026-03-02T00:00:00Z' });
    expect(rest).toMatchObject({ bucket: 'day', timeZone: 'UTC', counts, from: '2026-02-28T10:00:00.000Z' });
    expect(buckets).toEqual([
      { start: '2026-02-28T00:00:00.000Z', counts: none },
      { start: '2026-03-01T00:00:00.000Z', counts },
    ]);
  });

  it('counts only requests submitted in the range', async () => {
    // The sixth to the ninth story.
    const part = await of({ from: at(6), to: at(10) });
    expect(part.counts).toEqual({ ...none, approved: 2, pending: 1, rejected: 1 });
  });

  it('has times to decision, but only for decisions by people', async () => {
    // Seven were approved 18 to 24 s after their submission, one was rejected after a minute, one self-approved after 100 s.
    const { timeToDecision, policies } = await of();
    expect(timeToDecision).toEqual({ decided: 9, p50: 'PT22S', p95: 'PT1M24S' });
    expect(policies).toEqual([
      {
        policy: { id: twoSteps.id, version: 1, name: 'production' },
        requests: 11,
        decided: 8,
        expired: 1,
        selfApproved: 0,
        p50: 'PT21S',
        p95: 'PT47S',
      },
      {
        policy: { id: oneStep.id, version: 1, name: 'sandbox' },
        requests: 1,
        decided: 1,
        expired: 0,
        selfApproved: 1,
        p50: 'PT1M40S',
        p95: 'PT1M40S',
      },
    ]);
  });

  it('has the times of steps from their opening to their completion', async () => {
    expect((await of()).steps).toEqual([
      { policyId: twoSteps.id, step: 0, name: 'Manager Review', completed: 9, p50: 'PT16S', p95: 'PT43S' },
      { policyId: twoSteps.id, step: 1, name: 'Security Review', completed: 7, p50: 'PT5S', p95: 'PT5S' },
      { policyId: oneStep.id, step: 0, name: null, completed: 1, p50: 'PT1M40S', p95: 'PT1M40S' },
    ]);
  });

  it('says of each approver how many decisions they took, how many approvals, how fast, and how many suspiciously fast', async () => {
    expect((await of()).approvers).toEqual([
      { approver: bob, decided: 9, approved: 8, approveRate: 0.889, medianTime: 'PT16S', underTenSeconds: 0 },
      { approver: dave, decided: 7, approved: 7, approveRate: 1, medianTime: 'PT5S', underTenSeconds: 7 },
      { approver: alice, decided: 1, approved: 1, approveRate: 1, medianTime: 'PT1M40S', underTenSeconds: 0 },
    ]);
  });

  it('has top resources and requesters, expiries, refusals, self-approvals and grants without a policy', async () => {
    expect(await of()).toMatchObject({
      topResources: [
        { resource: 'Prod-Web', requests: 7 },
        { resource: 'prod-db', requests: 7 },
      ].sort((a, b) => (a.resource.toLowerCase() < b.resource.toLowerCase() ? -1 : 1)),
      topRequesters: [{ requester: alice, requests: 14 }],
      expiries: { requests: 1, accessesNotUsed: 1 },
      refusals: {
        requests: [{ code: 'no-policy-applies', count: 1 }],
        attempts: [
          { code: 'self-approval', count: 7 },
          { code: 'not-an-approver', count: 1 },
        ],
      },
      selfApprovals: 1,
      unmatchedGrants: 1,
    });
  });

  it('has zeros and nulls for an empty range', async () => {
    const empty = await of({ from: '2025-01-01T00:00:00Z', to: '2025-01-02T00:00:00Z' });
    expect(empty).toMatchObject({
      counts: none,
      timeToDecision: { decided: 0, p50: null, p95: null },
      policies: [],
      steps: [],
      approvers: [],
      topResources: [],
      refusals: { requests: [], attempts: [] },
    });
  });

  it('shows ids and the time of the erasure for people whose names were erased, and a name that is left', async () => {
    const first = new StoryOf(1);
    const second = new StoryOf(2, { requester: person('bob') });
    await models.empty();
    const gone = [first.submitted(), second.submitted(), erased([1, 1])];
    await models.apply(projections.request, 'request', recorded('request', gone));
    await models.apply(
      projections.approval,
      'approval',
      recorded('approval', [first.opened(), first.decided(0, 'bob', 20), erased([2, 2])]),
    );
    const erasedAt = '2026-03-01T10:00:00.000Z';
    const { topRequesters, approvers } = await of();
    expect(topRequesters.map(({ requester }) => requester)).toEqual([
      { id: 'alice', name: null, email: null, erasedAt },
      bob,
    ]);
    expect(approvers.map(({ approver }) => approver)).toEqual([
      { id: 'bob', name: null, email: null, erasedAt },
    ]);
    await models.apply(projections.request, 'request', recorded('request', [new StoryOf(3).submitted()], 9));
    expect((await of()).topRequesters[0]).toEqual({ requester: alice, requests: 2 });
  });

  it('counts a step that was completed in the range, even if its request was submitted long before', async () => {
    await models.empty();
    const early = new StoryOf(1, { submittedAt: '2026-01-30T09:00:00.000Z' });
    const events = recorded('approval', [early.opened(), early.decided(0, 'bob', 20)]);
    await models.apply(projections.approval, 'approval', events);
    const { steps, approvers } = await of({ from: '2026-03-01T00:00:00Z', to: '2026-03-01T10:00:00Z' });
    expect(steps).toMatchObject([{ completed: 1, p50: 'P30DT20S' }]);
    expect(approvers).toMatchObject([{ decided: 1, medianTime: 'P30DT20S' }]);
  });

  it('looks back as far as any policy lets a request be pending', () => {
    const ttl = (requestTtl: string) => policyContent.shape.requestTtl.safeParse(requestTtl).success;
    expect([ttl('P30D'), ttl('P30DT1S'), LONGEST_OPEN]).toEqual([true, false, '31 days']);
  });

  it('names a policy as in its latest version', async () => {
    await models.empty();
    const versions = [9, 10].map((version, i) => {
      const content = { ...twoSteps.content, name: version === 9 ? 'z-before' : 'a-after' };
      return new StoryOf(i + 1, { policy: { ...twoSteps, version, content } }).submitted();
    });
    await models.apply(projections.request, 'request', recorded('request', versions));
    expect((await of()).policies[0]?.policy).toEqual({ id: twoSteps.id, version: 10, name: 'a-after' });
  });

  it.each([
    ['alice', caller('alice')],
    ['a policy admin', caller('erin', { roles: ['policy-admin'] })],
  ])('refuses %s', async (_, as) => {
    await expect(of({}, as)).rejects.toMatchObject({ status: 403, code: 'not-allowed' });
  });

  it('refuses a summary that takes too long, with the reason', async () => {
    const slow = new Summaries(models.dataSource, 1);
    await models.pool.query(MANY);
    await expect(slow.of(summaryQuery.parse({}), frank, now)).rejects.toThrow(SummaryTimeout);
  });
});

describe('buckets of a time zone', () => {
  async function bucketsAt(instants: string[], query: object) {
    await models.empty();
    const stories = instants.map((submittedAt, i) => new StoryOf(i + 1, { submittedAt }).submitted());
    await models.apply(projections.request, 'request', recorded('request', stories));
    const { buckets } = await of(query);
    return buckets.map(({ start, counts: { pending } }) => [start, pending]);
  }

  it('include days of 23 and of 25 hours', async () => {
    // Europe/Berlin: summer time from 2026-03-29 at 02:00, until 2026-10-25 at 03:00.
    const berlin = { bucket: 'day', timeZone: 'Europe/Berlin' };
    const spring = [
      '2026-03-28T22:59:59.999Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T21:59:59.999Z',
      '2026-03-29T22:00:00.000Z',
    ];
    expect(
      await bucketsAt(spring, { ...berlin, from: '2026-03-27T23:00:00Z', to: '2026-03-30T22:00:00Z' }),
    ).toEqual([
      ['2026-03-27T23:00:00.000Z', 1],
      ['2026-03-28T23:00:00.000Z', 2],
      ['2026-03-29T22:00:00.000Z', 1],
    ]);
    const autumn = ['2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.999Z', '2026-10-25T23:00:00.000Z'];
    expect(
      await bucketsAt(autumn, { ...berlin, from: '2026-10-24T22:00:00Z', to: '2026-10-26T22:00:00Z' }),
    ).toEqual([
      ['2026-10-24T22:00:00.000Z', 2],
      ['2026-10-25T23:00:00.000Z', 1],
    ]);
  });

  it('count an hour that occurs twice as two hours', async () => {
    const twice = ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'];
    const query = {
      bucket: 'hour',
      timeZone: 'Europe/Berlin',
      from: '2026-10-25T00:00:00Z',
      to: '2026-10-25T03:00:00Z',
    };
    expect(await bucketsAt(twice, query)).toEqual([
      ['2026-10-25T00:00:00.000Z', 1],
      ['2026-10-25T01:00:00.000Z', 1],
      ['2026-10-25T02:00:00.000Z', 0],
    ]);
  });

  it('begin correctly on a day without a midnight, and on the days after it', async () => {
    // Santiago: on 2026-09-06 midnight is one o'clock.
    const query = { timeZone: 'America/Santiago', from: '2026-09-05T04:00:00Z', to: '2026-09-08T03:00:00Z' };
    expect(await bucketsAt(['2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z'], query)).toEqual([
      ['2026-09-05T04:00:00.000Z', 0],
      ['2026-09-06T04:00:00.000Z', 1],
      ['2026-09-07T03:00:00.000Z', 1],
    ]);
  });

  it.each([
    // Midnight does not exist.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ['Atlantic/Azores', '2026-03-29', '2026-03-29T01:00:00.000Z', '2026-03-30T00:00:00.000Z'],
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    // Midnight, or the hour before it, exists twice.
    ['Africa/Cairo', '2026-10-30', '2026-10-29T22:00:00.000Z', '2026-10-30T22:00:00.000Z'],
    ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00:00.000Z', '2026-10-26T01:00:00.000Z'],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    // Half an hour more, and half an hour less.
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z', '2026-04-05T13:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00.000Z', '2026-10-04T13:00:00.000Z'],
  ])('in %s count everything that happened on %s in that day', async (timeZone, _day, start, end) => {
    const at = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();
    const HOUR = 3_600_000;
    const within = [0, HOUR / 2, HOUR - 1, HOUR, 2 * HOUR].map((ms) => at(start, ms));
    const instants = [at(start, -1), ...within, at(end, -1), end];
    const range = { timeZone, from: at(start, -1), to: at(end, 1) };
    const counted = await bucketsAt(instants, range);
    expect(counted.map(([, count]) => count)).toEqual([1, within.length + 1, 1]);
    expect(counted.slice(1).map(([first]) => first)).toEqual([start, end]);
  });

  it('of hours have 90 minutes where clocks go back by half an hour', async () => {
    const instants = ['2026-04-04T14:59:59.999Z', '2026-04-04T15:00:00.000Z', '2026-04-04T15:30:00.000Z'];
    const range = { from: '2026-04-04T14:00:00Z', to: '2026-04-04T16:00:00Z' };
    expect(await bucketsAt(instants, { ...range, bucket: 'hour', timeZone: 'Australia/Lord_Howe' })).toEqual([
      ['2026-04-04T14:00:00.000Z', 2],
      ['2026-04-04T15:30:00.000Z', 1],
    ]);
  });

  it('of weeks begin on Monday, of months on the first', async () => {
    const instants = ['2026-03-01T23:59:59.999Z', '2026-03-02T00:00:00.000Z'];
    const range = { from: '2026-02-20T00:00:00Z', to: '2026-03-05T00:00:00Z' };
    expect(await bucketsAt(instants, { ...range, bucket: 'week' })).toEqual([
      ['2026-02-16T00:00:00.000Z', 0],
      ['2026-02-23T00:00:00.000Z', 1],
      ['2026-03-02T00:00:00.000Z', 1],
    ]);
    expect(await bucketsAt(instants, { ...range, bucket: 'month' })).toEqual([
      ['2026-02-01T00:00:00.000Z', 0],
      ['2026-03-01T00:00:00.000Z', 2],
    ]);
  });
});

const attempt = (n: number, code: string, count: number, when: string) =>
  `('${uuid(n)}', 'approval', ${n}, '${when}', 'i', 'alice', 'o', '${code}', 'd', ${count})`;

const ATTEMPTS = `
  INSERT INTO reporting.refused_attempt (id, log, position, at, actor_issuer, actor_id, operation, code, detail, count)
  VALUES ${attempt(1, 'self-approval', 3, at(1))}, ${attempt(2, 'self-approval', 4, at(2))},
         ${attempt(3, 'not-an-approver', 1, at(3))}, ${attempt(4, 'self-approval', 9, '2020-01-01')}`;

const MANY = `
  INSERT INTO reporting.request (id, status, requester_issuer, requester_id, resource, resource_key, account, account_key,
         duration, unmatched, self_approved, submitted_position, submitted_at, decided_at, terms)
  SELECT gen_random_uuid(), 'approved', 'i', 'r' || n % 1000, 'x' || n % 100, 'x' || n % 100, 'a', 'a', 'PT1H', false,
         false, n, timestamptz '2026-03-01', '2026-03-01', ''
    FROM generate_series(1, 50000) AS n`;
