import type { RefusedAttemptView, RequestView } from '@countersign/contracts';
import { eventually } from '@countersign/testing';
import type { StackView } from '@countersign/testing';
import { parked } from './audit.js';
import { Client, twoStepPolicy } from './client.js';
import type { ProblemBody } from './client.js';
import { sharedStack } from './stack/shared-stack.js';

/** A minute between two records of the same kind, and time to notice that it is over. */
const A_MINUTE_MS = 80_000;

describe('refused attempts', () => {
  let stack: StackView;
  let request: RequestView;
  /** Attempts of other specs on the same stack are older. */
  let from: string;
  const people: Record<string, Client> = {};
  const as = (name: string): Client => people[name]!;
  const wish = { resource: 'tried-db-eu', account: 'db-admin', duration: 'PT1H' };
  const approve = (who: string) => as(who).post<ProblemBody>(`/v1/requests/${request.id}/approve`);
  const attempts = async (query = '') =>
    (
      await as('frank').get<{ items: RefusedAttemptView[]; nextCursor: string | null }>(
        `/v1/refused-attempts?from=${from}&${query}`,
      )
    ).body;

  beforeAll(async () => {
    stack = await sharedStack();
    from = new Date().toISOString();
    for (const name of ['alice', 'oscar', 'dave', 'erin', 'frank']) {
      people[name] = new Client(stack.url, await stack.token(name));
    }
    expect((await as('erin').post('/v1/policies', twoStepPolicy(undefined, 'tried-*'))).status).toBe(201);
    request = (await as('alice').post<RequestView>('/v1/requests', wish)).body;
  }, 120_000);

  it('are answered as usual: alice approving her own request, dave too early, oscar as a stranger', async () => {
    for (let i = 0; i < 5; i++) expect(await approve('alice')).toMatchObject({ status: 403 });
    expect(await approve('dave')).toMatchObject({ status: 403, body: { code: 'not-an-approver' } });
    expect(await approve('oscar')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const tooLong = { ...wish, resource: 'tried-other', duration: 'PT9H' };
    expect(await as('alice').post('/v1/requests', tooLong)).toMatchObject({ status: 422 });
    expect(await as('alice').post('/v1/requests', wish)).toMatchObject({ status: 409 });
  });

  it('are shown to an auditor with person, target and reason', async () => {
    const { items } = await eventually(
      'every attempt is listed',
      async () => {
        const seen = await attempts();
        expect(seen.items).toHaveLength(5);
        return seen;
      },
      10_000,
    );
    const told = items.map(({ actor, operation, code, requestId, resource }) =>
      [actor.id, operation, code, requestId === request.id ? 'the request' : resource].join(' '),
    );
    expect(told.sort()).toEqual([
      'alice approval.approve self-approval the request',
      'alice request.submit duplicate-request tried-db-eu',
      'alice request.submit duration-out-of-range tried-other',
      'dave approval.approve not-an-approver the request',
      'oscar approval.approve not-found the request',
    ]);
    expect(items.find(({ actor }) => actor.id === 'dave')).toMatchObject({
      actor: { id: 'dave', name: 'Dave Dalton' },
      log: 'approval',
      detail: expect.stringContaining('Manager Review') as string,
      count: 1,
    });
  });

  it(
    'and how often: the other four of alice when the minute is over',
    async () => {
      const counted = await eventually(
        'all five are counted',
        async () => {
          const { items } = await attempts('person=alice&code=self-approval');
          const counts = items.map(({ count }) => count);
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
          return counts;
        },
        A_MINUTE_MS,
      );
      expect(counted).toEqual([4, 1]);
    },
    A_MINUTE_MS + 10_000,
  );

  it('can be filtered by person, code and time, page by page', async () => {
    expect((await attempts('person=oscar')).items.map(({ actor }) => actor.id)).toEqual(['oscar']);
    expect((await attempts('code=not-an-approver')).items.map(({ actor }) => actor.id)).toEqual(['dave']);
    expect((await attempts(`to=${from}`)).items).toEqual([]);
    const all = (await attempts()).items;
    const first = await attempts('limit=2');
    const second = await attempts(`limit=200&cursor=${first.nextCursor ?? ''}`);
    expect([...first.items, ...second.items]).toEqual(all);
    expect(second.nextCursor).toBeNull();
  });

  it.each(['alice', 'dave', 'oscar'])('are not shown to %s', async (who) => {
    expect(await as(who).get('/v1/refused-attempts')).toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
  });

  it('are shown to a policy admin', async () => {
    expect((await as('erin').get('/v1/refused-attempts')).status).toBe(200);
  });

  it('change neither the request nor its timeline, and park nothing', async () => {
    const { body } = await as('alice').get<RequestView>(`/v1/requests/${request.id}`);
    expect(body).toMatchObject({ status: 'pending', currentStep: 0, version: 1 });
    const timeline = await as('alice').get<{ items: { type: string }[] }>(
      `/v1/requests/${request.id}/timeline?raw=true`,
    );
    expect(timeline.body.items.map(({ type }) => type).sort()).toEqual([
      'approval.opened',
      'request.submitted',
    ]);
    expect(await parked(stack)).toEqual([]);
  });
});
