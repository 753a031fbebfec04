import { checkOutReportQuery, checkOutReportRow } from '@countersign/contracts';
import type { AccessStatus, CheckOutReportRow } from '@countersign/contracts';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { FUTURE, LATER, logs, named, twoSteps } from '../testing/report-stories.js';
import { at, caller, erased, PROOF, recorded } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { CheckOutReports } from './check-out-report.query.js';

const projections = { request: new RequestsProjection(), approval: new ApprovalsProjection() };
const frank = caller('frank', { roles: ['auditor'] });
let models: TestReadModels;
let reports: CheckOutReports;

beforeAll(async () => {
  models = await testReadModels();
  reports = new CheckOutReports(models.dataSource);
}, 120_000);
afterAll(() => models.close());

const page = (query: object = {}, as = frank) => reports.page(checkOutReportQuery.parse(query), as);
const names = new Map(Object.entries(named).map(([name, { id }]) => [id, name]));
const namesOf = async (query: object) => (await page(query)).items.map(({ id }) => names.get(id));

describe('the report', () => {
  beforeAll(async () => {
    await models.empty();
    for (const log of ['approval', 'request'] as const) await models.apply(projections[log], log, logs[log]);
  });

  const rowOf = async (name: keyof typeof named): Promise<CheckOutReportRow> => {
    const found = (await page()).items.find(({ id }) => id === named[name].id);
    return checkOutReportRow.parse(found);
  };

  it('has a row for every request, newest first', async () => {
    expect(await namesOf({})).toEqual(Object.keys(named).reverse());
    expect(await namesOf({ sort: 'submittedAt' })).toEqual(Object.keys(named));
  });

  it('fills every column of an access that was used and returned', async () => {
    const decision = { decision: 'approve', maxDuration: null, selfApproval: false };
    const [bob, dave, alice] = ['bob', 'dave', 'alice'].map((id) => ({
      id,
      name: `${id.charAt(0).toUpperCase()}${id.slice(1)} Example`,
      email: `${id}@example.com`,
    }));
    const review = { status: 'approved', requiredApprovals: 1 };
    expect(await rowOf('usedAndReturned')).toEqual({
      id: named.usedAndReturned.id,
      status: 'approved',
      accessStatus: 'checked-in',
      requester: alice,
      resource: 'prod-db',
      account: 'db-admin',
      justification: 'reason 1',
      ticket: null,
      durations: { requested: 'PT1H', authorised: 'PT30M', actual: 'PT12M8S' },
      submittedAt: at(1),
      expiresAt: FUTURE,
      decidedAt: at(25),
      timeToDecision: 'PT24S',
      startsAt: at(60),
      endsAt: at(1830),
      checkedOutAt: at(60),
      checkedInAt: at(788),
      overAt: at(788),
      policy: { id: twoSteps.id, version: 1, name: 'production' },
      steps: [
        {
          ...review,
          name: 'Manager Review',
          approvers: [{ type: 'group', id: 'managers' }],
          openedAt: at(1),
          completedAt: at(20),
          decisions: [{ by: bob, ...decision, comment: 'fine', at: at(20), mfa: PROOF }],
        },
        {
          ...review,
          name: 'Security Review',
          approvers: [{ type: 'user', id: 'dave' }],
          openedAt: at(20),
          completedAt: at(25),
          decisions: [{ by: dave, ...decision, comment: null, at: at(25), mfa: null }],
        },
      ],
      mfa: { request: PROOF, checkOut: PROOF },
      selfApproved: false,
      unmatched: false,
      refusal: null,
      revocation: null,
      cancelComment: null,
    });
  });

  it.each<[keyof typeof named, object]>([
    ['inUse', { accessStatus: 'checked-out', checkedInAt: null, overAt: null, durations: { actual: null } }],
    [
      'revokedInUse',
      {
        accessStatus: 'revoked',
        checkedInAt: null,
        overAt: at(120),
        durations: { actual: 'PT1M' },
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
        status: 'rejected',
        accessStatus: null,
        timeToDecision: 'PT1M',
        durations: { authorised: null },
        steps: [
          { status: 'rejected', decisions: [{ decision: 'reject', comment: 'no' }] },
          { status: 'closed' },
        ],
      },
    ],
    ['expired', { status: 'expired', decidedAt: at(900), timeToDecision: null }],
    [
      'cancelled',
      { status: 'cancelled', decidedAt: at(900), timeToDecision: null, cancelComment: 'not needed any more' },
    ],
    [
      'refused',
      {
        status: 'refused',
        policy: null,
        steps: [],
        timeToDecision: null,
        decidedAt: at(11),
        refusal: { code: 'no-policy-applies', detail: 'No policy allows it.' },
      },
    ],
    ['unmatched', { status: 'approved', unmatched: true, policy: null, steps: [], timeToDecision: null }],
    ['selfApproved', { status: 'approved', selfApproved: true }],
  ])('%s', async (name, expected) => {
    expect(await rowOf(name)).toMatchObject(expected);
  });

  it('shows the decisions on a pending request from the approval log', async () => {
    expect(await rowOf('pending')).toMatchObject({
      status: 'pending',
      decidedAt: null,
      timeToDecision: null,
      steps: [
        { status: 'approved', completedAt: at(20), decisions: [{ by: { id: 'bob' }, comment: 'go on' }] },
        { status: 'pending', openedAt: at(20), completedAt: null, decisions: [] },
      ],
    });
  });

  it.each<[object, string[]]>([
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

  it('filters by the access status that it shows', async () => {
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

  it.each(['-submittedAt', 'submittedAt'])(
    'shows every row once, page by page, in the order %s',
    async (sort) => {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const { items, nextCursor } = await page({ sort, limit: 3, ...(cursor ? { cursor } : {}) });
        seen.push(...items.map(({ id }) => id));
        cursor = nextCursor;
      } while (cursor);
      expect(seen).toEqual((await page({ sort })).items.map(({ id }) => id));
    },
  );

  it('refuses a cursor of other filters', async () => {
    const { nextCursor } = await page({ limit: 1 });
    await expect(page({ status: 'pending', cursor: nextCursor })).rejects.toMatchObject({ status: 422 });
  });

  it.each([
    ['alice', caller('alice')],
    ['a policy admin', caller('erin', { roles: ['policy-admin'] })],
  ])('refuses %s', async (_, as) => {
    await expect(page({}, as)).rejects.toMatchObject({ status: 403, code: 'not-allowed' });
  });

  it('shortens pages of long rows, and continues after the last row of the page', async () => {
    const long = 'ä'.repeat(2000);
    await models.pool.query(LONG_ROWS, [long]);
    const first = await page({ requester: 'long', limit: 200 });
    expect(first.items.length).toBeGreaterThan(5);
    expect(first.items.length).toBeLessThan(200);
    expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(600 * 1024);
    const ids = [...first.items.map(({ id }) => id)];
    for (let { nextCursor } = first; nextCursor;) {
      const next = await page({ requester: 'long', limit: 200, cursor: nextCursor });
      ids.push(...next.items.map(({ id }) => id));
      ({ nextCursor } = next);
    }
    expect([ids.length, new Set(ids).size]).toEqual([300, 300]);
  });
});

const LONG_ROWS = `
  INSERT INTO reporting.request (id, status, requester_issuer, requester_id, requester_name, resource, resource_key,
         account, account_key, duration, justification, unmatched, self_approved, submitted_position, submitted_at,
         decided_at, terms)
  SELECT ('01991000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'approved', '', 'long', 'Long', 'long', 'long',
         'a', 'a', 'PT1H', $1, true, false, n, timestamptz '2026-06-01' + n * interval '1 s', now(), ''
    FROM generate_series(1, 300) AS n`;

describe('erased texts', () => {
  it('are null wherever they were shown, with the time of the erasure', async () => {
    await models.empty();
    for (const log of ['request', 'approval'] as const)
      await models.apply(projections[log], log, [
        ...logs[log],
        ...recorded(log, [erased([1, 100])], logs[log].length + 1),
      ]);
    const { items } = await page();
    const rowOf = (name: keyof typeof named) => items.find(({ id }) => id === named[name].id);
    const erasedAt = expect.stringMatching(/^2026-03-01T10:00:00.\d{3}Z$/) as unknown;
    const gone = { name: null, email: null, erasedAt };
    expect(rowOf('usedAndReturned')).toMatchObject({
      requester: { id: 'alice', ...gone },
      justification: null,
      erasedAt,
      steps: [
        { decisions: [{ by: { id: 'bob', ...gone }, comment: null, erasedAt, decision: 'approve' }] },
        { decisions: [{ by: { id: 'dave', ...gone }, comment: null, erasedAt }] },
      ],
    });
    expect(rowOf('revokedInUse')?.revocation).toMatchObject({
      by: { id: 'erin', ...gone },
      reason: null,
      erasedAt,
    });
    expect(rowOf('cancelled')?.cancelComment).toBeNull();
  });
});

describe('while the approvals are behind the requests', () => {
  const story = named.rejected;
  const eventsOf = (log: 'request' | 'approval') =>
    logs[log].filter(({ data }) => data['requestId'] === story.id);

  beforeEach(async () => {
    await models.empty();
    await models.apply(projections.request, 'request', eventsOf('request'));
    await models.apply(projections.approval, 'approval', eventsOf('approval').slice(0, 1));
  });

  it('waits for the decisions on a request that has ended', async () => {
    const shown = page();
    await models.apply(projections.approval, 'approval', eventsOf('approval').slice(1));
    const { items } = await shown;
    expect(items).toMatchObject([{ status: 'rejected', steps: [{ decisions: [{ comment: 'no' }] }, {}] }]);
    expect(items[0]).not.toHaveProperty('decisionsIncomplete');
  });

  it('marks a row whose decisions do not arrive in time as incomplete', async () => {
    const impatient = new CheckOutReports(models.dataSource, 0);
    const { items } = await impatient.page(checkOutReportQuery.parse({}), frank);
    expect(items).toMatchObject([{ status: 'rejected', decisionsIncomplete: true, steps: [{}, {}] }]);
  });

  it('marks a pending request whose approval has not opened as incomplete, without waiting', async () => {
    await models.empty();
    await models.apply(projections.request, 'request', eventsOf('request').slice(0, 1));
    const patient = new CheckOutReports(models.dataSource, 60_000);
    const { items } = await patient.page(checkOutReportQuery.parse({}), frank);
    expect(items).toMatchObject([{ status: 'pending', decisionsIncomplete: true, steps: [] }]);
  });
});
