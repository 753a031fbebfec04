import fc from 'fast-check';
import { requestListQuery } from '@countersign/contracts';
import type { AccessStatus, DomainEvent, RequestStatus } from '@countersign/contracts';
import { at, caller, policy, recorded, StoryOf, user } from '../testing/stories.js';
import type { Authored, Story } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { RequestLists } from './request-list.query.js';

let models: TestReadModels;

beforeAll(async () => {
  models = await testReadModels();
}, 120_000);
afterAll(() => models.close());

const auditor = caller('frank', { roles: ['auditor'] });
const twoSteps = policy([{ approvers: [user('bob')] }, { approvers: [user('carol')] }]);
const END = '2099-01-01T00:00:00.000Z';
const LATER = '2099-01-02T00:00:00.000Z';

/** The possible courses of a request and of its access. */
const courses = fc.record({
  outcome: fc.constantFrom('refused', 'unmatched', 'pending', 'approved', 'rejected', 'cancelled', 'expired'),
  steps: fc.integer({ min: 0, max: 2 }),
  checkedOut: fc.boolean(),
  over: fc.constantFrom('open', 'checked-in', 'ended', 'revoked'),
});
type Course = typeof courses extends fc.Arbitrary<infer T> ? T : never;

function storyOf(n: number, course: Course): Story {
  const story = new StoryOf(n, { policy: twoSteps });
  const { outcome } = course;
  if (outcome === 'refused') return { request: [story.refused()], approval: [] };
  if (outcome === 'unmatched')
    return { request: [story.unmatched(), ...accessOf(story, course)], approval: [] };
  const decided = [story.decided(0, 'bob'), story.decided(1, 'carol')].slice(
    0,
    outcome === 'approved' ? 2 : course.steps,
  );
  const opened = { request: [story.submitted()], approval: [story.opened(), ...decided] };
  if (outcome === 'pending') return opened;
  const access = outcome === 'approved' ? accessOf(story, course) : [];
  return {
    request: [...opened.request, story.ended('request', outcome), ...access],
    approval: [...opened.approval, story.ended('approval', outcome)],
  };
}

function accessOf(story: StoryOf, { checkedOut, over }: Course): Authored[] {
  const out = [story.checkedOut(at(2100), [at(2000), LATER])];
  const ends = {
    open: [],
    'checked-in': [story.checkedIn(at(2200))],
    ended: [story.accessEnded(at(2200))],
    revoked: [story.revoked(at(2200))],
  }[over];
  return [story.granted(at(2000), END), ...(checkedOut ? out : []), ...ends];
}

/** The members of a list's item that events change. */
interface Shown {
  status: RequestStatus;
  decidedAt: string | null;
  currentStep: number | null;
  accessStatus: AccessStatus | null;
  access: object | null;
}

type Seen = { request: Map<string, Omit<Shown, 'currentStep'>>; step: Map<string, number | null> };

/** A second implementation of the projection: applies one event after the other to what a person sees. */
function see({ request, step }: Seen, { type, data }: DomainEvent): void {
  const id = data['requestId'] as string;
  const when = data['at'] as string;
  const row = request.get(id);
  const change = (to: Partial<Shown>, access: object = {}) => {
    if (row) request.set(id, { ...row, ...to, access: { ...row.access, ...access } });
  };
  const made = {
    decidedAt: (data['submittedAt'] as string | undefined) ?? null,
    accessStatus: null,
    access: null,
  };
  if (type === 'request.submitted') request.set(id, { ...made, status: 'pending', decidedAt: null });
  if (type === 'request.refused') request.set(id, { ...made, status: 'refused' });
  if (type === 'request.unmatched') request.set(id, { ...made, status: 'approved' });
  if (row && /^request\.(approved|rejected|cancelled|expired)$/.test(type))
    request.set(id, { ...row, status: type.slice('request.'.length) as RequestStatus, decidedAt: when });
  if (type === 'access.granted')
    change({ accessStatus: 'available' }, { startsAt: data['startsAt'], endsAt: END, ...UNUSED });
  if (type === 'access.checked_out')
    change({ accessStatus: 'checked-out' }, { endsAt: LATER, checkedOutAt: when });
  if (type === 'access.checked_in') change({ accessStatus: 'checked-in' }, { checkedInAt: when });
  if (type === 'access.ended') change({ accessStatus: 'ended' });
  if (type === 'access.revoked') change({ accessStatus: 'revoked' }, { revokedAt: when });
  if (type === 'approval.opened') step.set(id, 0);
  if (type === 'approval.decided') step.set(id, data['step'] === 0 ? 1 : null);
  if (/^approval\.(approved|rejected|cancelled|expired)$/.test(type)) step.set(id, null);
}

const UNUSED = { checkedOutAt: null, checkedInAt: null, revokedAt: null };

function shown({ request, step }: Seen): Record<string, Shown> {
  return Object.fromEntries(
    [...request].map(([id, row]) => {
      const currentStep = row.status !== 'pending' ? null : step.has(id) ? (step.get(id) ?? null) : 0;
      return [id, { ...row, currentStep }];
    }),
  );
}

/** Lists interleaved at random; each keeps its order. */
function entangled<T>(lists: T[][]): fc.Arbitrary<T[]> {
  const turns = lists.flatMap((list, n) => list.map(() => n));
  return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
    const left = lists.map((list) => [...list]);
    return order.flatMap((n) => left[n]?.splice(0, 1) ?? []);
  });
}

/** The events of a log in batches of random sizes. */
const batches = (log: 'request' | 'approval', stories: Story[]) =>
  entangled(stories.map((story) => story[log])).chain((events) =>
    fc.subarray(events.map((_, n) => n).slice(1)).map((cuts) => {
      const all = recorded(log, events);
      return [0, ...cuts].map((from, n) => ({ log, events: all.slice(from, cuts[n] ?? all.length) }));
    }),
  );

const histories = fc
  .array(courses, { minLength: 1, maxLength: 5 })
  .map((made) => made.map((course, n) => storyOf(n + 1, course)))
  .chain((stories) => fc.tuple(batches('request', stories), batches('approval', stories)))
  .chain((logs) => entangled<(typeof logs)[number][number]>(logs));

async function list(lists: RequestLists) {
  const { items, counts } = await lists.page(requestListQuery.parse({ limit: 200 }), auditor);
  const rows = items.map(({ id, status, decidedAt, currentStep, accessStatus, access }) => [
    id,
    { status, decidedAt, currentStep, accessStatus, access },
  ]);
  return { rows: Object.fromEntries(rows) as Record<string, Shown>, counts };
}

it('whatever the order between the logs, a list never shows a state that never was', async () => {
  const lists = new RequestLists(models.dataSource, models.dataSource);
  await fc.assert(
    fc.asyncProperty(histories, async (steps) => {
      await models.empty();
      const projections = { request: new RequestsProjection(), approval: new ApprovalsProjection() };
      const seen: Seen = { request: new Map(), step: new Map() };
      for (const { log, events } of steps) {
        await models.apply(projections[log], log, events);
        for (const event of events) see(seen, event);
        const { rows, counts } = await list(lists);
        expect(rows).toEqual(shown(seen));
        for (const [status, count] of Object.entries(counts))
          expect([status, count]).toEqual([
            status,
            Object.values(rows).filter((row) => row.status === status).length,
          ]);
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);
