import { checkOutReportQuery, checkOutReportRow } from '@countersign/contracts';
import type { AccessStatus, CheckOutReportRow } from '@countersign/contracts';
import { PROOF } from '../testing/access-stories.js';
import { keepsItsTables } from '../testing/projection-contract.js';
import { FUTURE, LATER, logs, named, twoSteps } from '../testing/report-stories.js';
import { at, caller, recorded } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { CheckOutReportProjection } from './check-out-report.projection.js';
import { CheckOutReports } from './check-out-report.query.js';

const projection = new CheckOutReportProjection();
const frank = caller('frank', { roles: ['auditor'] });
let models: TestReadModels;
let reports: CheckOutReports;

beforeAll(async () => {
  models = await testReadModels();
  reports = new CheckOutReports(models.dataSource);
}, 120_000);
afterAll(() => models.close());

const page = (query: object = {}, who = frank) => reports.page(checkOutReportQuery.parse(query), who);
const names = new Map(Object.entries(named).map(([name, { id }]) => [id, name]));
const namesOf = async (query: object) => (await page(query)).items.map(({ id }) => names.get(id));

describe('the tables', () => {
  keepsItsTables(projection, logs, () => models);

  test.each([
    ['an outcome', named.pending.endedWith('request', 'approved', 9)],
    ['a check-out', named.pending.checkedOutAfter(9, FUTURE)],
    ['a revocation', named.pending.revokedAfter(9, 'erin', 'over')],
  ])('%s of a request that was never seen is an error, so that its stream is parked', async (_, event) => {
    await models.empty();
    await expect(models.apply(projection, 'request', recorded('request', [event]))).rejects.toThrow(
      'never seen',
    );
  });
});

describe('the report', () => {
  beforeAll(async () => {
    await models.empty();
    for (const log of ['approval', 'request'] as const) await models.apply(projection, log, logs[log]);
  });

  const rowOf = async (name: keyof typeof named): Promise<CheckOutReportRow> => {
    const found = (await page()).items.find(({ id }) => id === named[name].id);
    return checkOutReportRow.parse(found);
  };

  test('every request is a row, the newest first', async () => {
    expect(await namesOf({})).toEqual(Object.keys(named).reverse());
    expect(await namesOf({ sort: 'submittedAt' })).toEqual(Object.keys(named));
  });

  test('used and returned: every column', async () => {
    const decision = { decision: 'approve', maxDuration: null, selfApproval: false };
    const [bob, dave, alice] = ['bob', 'dave', 'alice'].map((id) => ({
      ...{ id, name: `${id.charAt(0).toUpperCase()}${id.slice(1)} Example`, email: `${id}@example.com` },
    }));
    const review = { status: 'approved', requiredApprovals: 1, approvers: [{ type: 'user', id: 'bob' }] };
    expect(await rowOf('usedAndReturned')).toEqual({
      ...{ id: named.usedAndReturned.id, status: 'approved', accessStatus: 'checked-in', requester: alice },
      ...{ resource: 'prod-db', account: 'db-admin', justification: 'reason 1', ticket: null },
      durations: { requested: 'PT1H', authorised: 'PT30M', actual: 'PT12M8S' },
      ...{ submittedAt: at(1), expiresAt: FUTURE, decidedAt: at(25), timeToDecision: 'PT24S' },
      ...{ startsAt: at(60), endsAt: at(1830), checkedOutAt: at(60), checkedInAt: at(788), overAt: at(788) },
      policy: { id: twoSteps.id, version: 1, name: 'production' },
      steps: [
        {
          ...{ name: 'Manager Review', ...review, openedAt: at(1), completedAt: at(20) },
          decisions: [{ by: bob, ...decision, comment: 'fine', at: at(20), mfa: PROOF }],
        },
        {
          ...{ name: 'Security Review', ...review, openedAt: at(20), completedAt: at(25) },
          decisions: [{ by: dave, ...decision, comment: null, at: at(25), mfa: null }],
        },
      ],
      mfa: { request: PROOF, checkOut: PROOF },
      ...{ selfApproved: false, unmatched: false, refusal: null, revocation: null },
    });
  });

  test.each<[keyof typeof named, object]>([
    ['inUse', { accessStatus: 'checked-out', checkedInAt: null, overAt: null, durations: { actual: null } }],
    [
      'revokedInUse',
      {
        ...{ accessStatus: 'revoked', checkedInAt: null, overAt: at(120), durations: { actual: 'PT1M' } },
        revocation: { by: { id: 'erin' }, at: at(120), reason: 'over' },
      },
    ],
    [
      'neverUsed',
      { accessStatus: 'ended', checkedOutAt: null, overAt: at(1830), durations: { actual: null } },
    ],
    ['scheduled', { accessStatus: 'scheduled', startsAt: LATER, endsAt: FUTURE, overAt: null }],
    ['available', { accessStatus: 'available', overAt: null }],
    ['overInUse', { accessStatus: 'ended', overAt: at(1830), durations: { actual: 'PT29M30S' } }],
    [
      'rejected',
      {
        ...{
          status: 'rejected',
          accessStatus: null,
          timeToDecision: 'PT1M',
          durations: { authorised: null },
        },
        steps: [
          { status: 'rejected', decisions: [{ decision: 'reject', comment: 'no' }] },
          { status: 'closed' },
        ],
      },
    ],
    ['expired', { status: 'expired', decidedAt: at(900), timeToDecision: null }],
    ['cancelled', { status: 'cancelled', decidedAt: at(900), timeToDecision: null }],
    [
      'refused',
      {
        ...{ status: 'refused', policy: null, steps: [], timeToDecision: null, decidedAt: at(11) },
        refusal: { code: 'no-policy-applies', detail: 'No policy allows it.' },
      },
    ],
    ['unmatched', { status: 'approved', unmatched: true, policy: null, steps: [], timeToDecision: null }],
    ['selfApproved', { status: 'approved', selfApproved: true }],
  ])('%s', async (name, expected) => {
    expect(await rowOf(name)).toMatchObject(expected);
  });

  test('a pending request shows the decisions so far, from the approval log', async () => {
    expect(await rowOf('pending')).toMatchObject({
      ...{ status: 'pending', decidedAt: null, timeToDecision: null },
      steps: [
        { status: 'approved', completedAt: at(20), decisions: [{ by: { id: 'bob' }, comment: 'go on' }] },
        { status: 'pending', openedAt: at(20), completedAt: null, decisions: [] },
      ],
    });
  });

  test.each<[object, string[]]>([
    [{ status: 'pending' }, ['pending']],
    [{ status: ['rejected', 'refused'] }, ['refused', 'rejected']],
    [{ resource: 'PROD-WEB', status: 'expired' }, ['expired']],
    [{ resource: 'prod' }, []],
    [{ account: 'DB-ADMIN', status: 'cancelled' }, ['cancelled']],
    [{ requester: 'bob' }, []],
    [{ policyId: twoSteps.id, accessStatus: 'revoked' }, ['revokedInUse']],
    [{ from: at(13), to: at(14) }, ['cancelled']],
  ])('filtered by %j', async (query, expected) => {
    expect(await namesOf(query)).toEqual(expected);
  });

  test('each access status filters as it shows', async () => {
    const { items } = await page();
    for (const status of [
      'scheduled',
      'available',
      'checked-out',
      'checked-in',
      'ended',
      'revoked',
    ] as AccessStatus[]) {
      const shown = items
        .filter(({ accessStatus }) => accessStatus === status)
        .map(({ id }) => names.get(id));
      expect(shown.length).toBeGreaterThan(0);
      expect(await namesOf({ accessStatus: status })).toEqual(shown);
    }
  });

  test.each(['-submittedAt', 'submittedAt'])('page by page, by %s, every row once', async (sort) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { items, nextCursor } = await page({ sort, limit: 3, ...(cursor ? { cursor } : {}) });
      seen.push(...items.map(({ id }) => id));
      cursor = nextCursor;
    } while (cursor);
    expect(seen).toEqual((await page({ sort })).items.map(({ id }) => id));
  });

  test('the cursor belongs to its filters', async () => {
    const { nextCursor } = await page({ limit: 1 });
    await expect(page({ status: 'pending', cursor: nextCursor })).rejects.toMatchObject({ status: 422 });
  });

  test.each([
    ['alice', caller('alice')],
    ['a policy admin', caller('erin', { roles: ['policy-admin'] })],
  ])('%s may not', async (_, who) => {
    await expect(page({}, who)).rejects.toMatchObject({ status: 403, code: 'not-allowed' });
  });

  test('pages of long rows are shorter, and the next goes on behind the last that was sent', async () => {
    const long = 'ä'.repeat(2000);
    await models.pool.query(
      `
      INSERT INTO reporting.check_out_report
      SELECT ('01991000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'approved', '', 'long', 'Long', NULL,
             'long', 'long', 'a', 'a', 'PT1H', $1, NULL, NULL, NULL, NULL, false, NULL, NULL,
             timestamptz '2026-06-01' + n * interval '1 s', NULL, NULL,
             (SELECT json_agg(json_build_object('name', $1::text, 'status', 'closed', 'requiredApprovals', 1,
                              'approvers', '[]'::json, 'decisions', '[]'::json)) FROM generate_series(1, 5))
        FROM generate_series(1, 100) AS n`,
      [long],
    );
    const first = await page({ requester: 'long', limit: 200 });
    expect(first.items.length).toBeGreaterThan(5);
    expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(600 * 1024);
    const ids = [...first.items.map(({ id }) => id)];
    for (let { nextCursor } = first; nextCursor;) {
      const next = await page({ requester: 'long', limit: 200, cursor: nextCursor });
      ids.push(...next.items.map(({ id }) => id));
      ({ nextCursor } = next);
    }
    expect([ids.length, new Set(ids).size]).toEqual([100, 100]);
  });
});
