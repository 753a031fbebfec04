import {
  checkpointsQuery,
  refusedAttemptsQuery,
  requestListQuery,
  summaryQuery,
} from '@countersign/contracts';
import { ApprovalsProjection } from './approvals/approvals.projection.js';
import { AttemptsProjection } from './attempts/attempts.projection.js';
import { RefusedAttemptLists } from './attempts/attempts.query.js';
import { CheckpointsProjection } from './checkpoints/checkpoints.projection.js';
import { CheckpointLists } from './checkpoints/checkpoints.query.js';
import { InFlight } from './in-flight/in-flight.handler.js';
import { Awaiting } from './me/me.handler.js';
import { REPORTING_TABLES } from './reporting-schema.js';
import { RequestLists } from './request-list/request-list.query.js';
import { RequestsProjection } from './requests/requests.projection.js';
import { Summaries } from './summary/summary.query.js';
import { recordedPlans } from './testing/recorded-plans.js';
import type { RecordedPlans } from './testing/recorded-plans.js';
import { attempted, caller, recorded, StoryOf, uuid } from './testing/stories.js';

let plans: RecordedPlans;

beforeAll(async () => {
  plans = await recordedPlans();
}, 120_000);
afterAll(() => plans.close());

const auditor = caller('frank', { roles: ['auditor'] });
const approver = caller('chief-50', { groups: ['team-150'] });
const DAY = { from: '2026-03-05T00:00:00Z', to: '2026-03-06T00:00:00Z' };

const list = (query: object, as = auditor) =>
  plans.of(() =>
    new RequestLists(plans.dataSource, plans.dataSource).page(requestListQuery.parse(query), as),
  );
const attempts = (query: object) =>
  plans.of(() => new RefusedAttemptLists(plans.dataSource).page(refusedAttemptsQuery.parse(query), auditor));
const checkpoints = () =>
  plans.of(() => new CheckpointLists(plans.dataSource).page(checkpointsQuery.parse(DAY), auditor));
const summary = () =>
  plans.of(() => new Summaries(plans.dataSource).of(summaryQuery.parse(DAY), auditor, new Date()));

const story = new StoryOf(0x100000);
const applying = {
  submission: () =>
    plans.applying(new RequestsProjection(), 'request', recorded('request', [story.submitted()])),
  ending: () =>
    plans.applying(
      new RequestsProjection(),
      'request',
      recorded('request', [new StoryOf(50).ended('request', 'expired')]),
    ),
  opening: () =>
    plans.applying(new ApprovalsProjection(), 'approval', recorded('approval', [story.opened()])),
  decision: () => {
    const [opened, decided] = recorded('approval', [story.opened(), new StoryOf(50).decided(0, 'bob')]);
    const later = { ...decided!, streams: [{ ...decided!.streams[0]!, version: 2 }] };
    return plans.applying(new ApprovalsProjection(), 'approval', [opened!, later]);
  },
  attempt: () =>
    plans.applying(
      new AttemptsProjection(),
      'approval',
      recorded('approval', [attempted('alice', 'x', { requestId: null, resource: null, account: null }, 1)]),
    ),
  checkpoint: () => {
    const [event] = recorded('request', [story.submitted()]);
    const data = { at: DAY.from.replace('Z', '.000Z'), heads: [], jws: '' };
    return plans.applying(new CheckpointsProjection(), 'request', [
      { ...event!, type: 'audit.checkpoint', data },
    ]);
  },
};

/** The reason for each index, and statements of which at least one must use it. */
const REASONS: Record<string, readonly [what: string, plans: () => Promise<string[]>]> = {
  request_pkey: ['a submission is recorded once, and what changes a request finds it', applying.submission],
  request_submitted: ['a list in the order of submission, and a period of time', () => list({})],
  request_status: ['a list of one status', () => list({ status: 'pending' })],
  request_resource: ['a list of one resource, and by resource', () => list({ resource: 'busy' })],
  request_policy: [
    'pending requests of a policy’s versions, and a list of one policy',
    () => plans.of(() => new InFlight(plans.dataSource).of(uuid(50))),
  ],
  request_account: ['a list of one account, and by account', () => list({ account: 'account-5' })],
  request_requester: [
    'one’s own requests',
    () => list({ requester: 'me' }, caller('person-7', { groups: ['none'] })),
  ],
  request_requester_name: ['a list by the requester’s name', () => list({ sort: 'requester' })],
  request_decided: ['a list by the time of decision', () => list({ sort: '-decidedAt' })],
  request_access: ['a list of accesses that are open', () => list({ accessStatus: 'available' })],
  request_terms: ['a search, and what an approver sees', () => list({ q: 'inc-1234' }, approver)],
  request_count_pkey: ['counts are taken from the rows after another process has led', applying.ending],
  approval_pkey: ['an approval opens once, and a decision finds it', applying.opening],
  approval_opened: ['steps and decisions in a period of time', summary],
  approval_open_to: [
    'what waits for a person',
    () => plans.of(() => new Awaiting(plans.dataSource).count(approver)),
  ],
  refused_attempt_pkey: ['an attempt is recorded once', applying.attempt],
  refused_attempt_at: ['attempts in the order of time', () => attempts({})],
  refused_attempt_actor: ['attempts of one person', () => attempts({ person: 'person-7' })],
  refused_attempt_code: ['attempts refused by one rule', () => attempts({ code: 'code-7' })],
  checkpoint_pkey: ['a checkpoint is recorded once', applying.checkpoint],
  checkpoint_at: ['checkpoints in the order of time', checkpoints],
};

it('has no index without a reason', async () => {
  const { rows } = await plans.models.pool.query<{ indexname: string }>(
    `SELECT indexname FROM pg_indexes WHERE schemaname = 'reporting' AND tablename = ANY ($1)`,
    [[...REPORTING_TABLES]],
  );
  expect(rows.map(({ indexname }) => indexname).sort()).toEqual(Object.keys(REASONS).sort());
});

it.each(Object.entries(REASONS).map(([index, [what, of]]) => [index, what, of] as const))(
  '%s: %s',
  async (index, _, of) => {
    const used = (await of()).join('\n');
    expect(used).toMatch(new RegExp(`\\b${index}\\b`));
  },
);

it.each([
  ['a change of a request', applying.ending, /Index Scan using request_pkey on request/],
  ['a decision', applying.decision, /Index Scan using approval_pkey on approval/],
])('%s finds its row by its key', async (_, of, expected) => {
  const used = (await of()).join('\n');
  expect(used).toMatch(expected);
  expect(used).not.toMatch(/Seq Scan on (request|approval)\b/);
});

it.each([
  ['of a person', { person: 'person-7' }],
  ['refused by a rule', { code: 'code-7' }],
  ['of a day', DAY],
])('attempts %s: without a sequential scan', async (_, query) => {
  expect((await attempts(query)).join('\n')).not.toContain('Seq Scan');
});

it('a summary of a day reads each of its ranges by an index', async () => {
  const overTables = (await summary()).filter((plan) =>
    / on (request|approval|refused_attempt)\b/.test(plan),
  );
  expect(overTables).toEqual([
    expect.stringMatching(/request_submitted/),
    expect.stringMatching(/approval_opened/),
    expect.stringMatching(/refused_attempt_at/),
  ]);
  for (const plan of overTables) expect(plan).not.toContain('Seq Scan');
});
