import type { Explanation, RequestSummary, RequestView, RecordedEventView } from '@countersign/contracts';
import { startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { Client, twoStepPolicy } from './client.js';

const unmatched = { UNMATCHED_REQUESTS: 'grant', UNMATCHED_MAX_DURATION: 'PT2H' };
const refused = (status: number, code: string) => ({ status, body: { status, code } });

/**
 * The other setting of rules.md#unmatched-requests: a request without a policy is granted at once, for a limited time, and
 * flagged everywhere.
 */
describe('an installation that grants requests without a policy', () => {
  let stack: Stack;
  let alice: Client;
  let bob: Client;
  let erin: Client;
  let frank: Client;
  let oscar: Client;

  const signedIn = async (name: string) => new Client(stack.url, await stack.token(name));

  beforeAll(async () => {
    stack = await startStack({ serviceEnv: { policy: unmatched, request: unmatched } });
    alice = await signedIn('alice');
    bob = await signedIn('bob');
    erin = await signedIn('erin');
    frank = await signedIn('frank');
    oscar = await signedIn('oscar');
    expect((await erin.post('/v1/policies', twoStepPolicy())).status).toBe(201);
  }, 120_000);

  afterAll(() => stack.stop(), 60_000);

  const submit = (resource: string, duration = 'PT1H', key?: string) =>
    alice.post<RequestView>(
      '/v1/requests',
      { resource, account: 'db-admin', duration },
      key === undefined ? {} : { key },
    );

  it('says before a submission that it would be granted', async () => {
    const explain = async (resource: string) =>
      (await alice.post<Explanation>('/v1/policies/explain', { resource, account: 'db-admin' })).body;
    expect(await explain('elsewhere')).toMatchObject({
      outcome: 'granted',
      policy: null,
      limits: { maxAccessDuration: 'PT2H' },
    });
    expect((await explain('prod-db')).outcome).toBe('approval-required');
  });

  it('grants at once, and flags the request in the answer, the list, the timeline and the event', async () => {
    const granted = await submit('elsewhere', 'PT1H', 'once');
    const { id } = granted.body;
    expect(granted).toMatchObject({
      status: 201,
      body: { status: 'approved', unmatched: true, policy: null, steps: [], access: { status: 'available' } },
    });
    const { startsAt, endsAt } = granted.body.access!;
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(3_600_000);
    expect((await submit('elsewhere', 'PT1H', 'once')).body.id).toBe(id);
    const current = (await alice.get<RequestView>(`/v1/requests/${id}`)).body;
    expect(current).toEqual(granted.body);

    const atLeast = granted.headers.get('countersign-position') ?? '';
    const list = await frank.get<{ items: RequestSummary[] }>('/v1/requests?status=approved', { atLeast });
    expect(list.body.items).toMatchObject([{ id, unmatched: true, accessStatus: 'available', policy: null }]);
    const timeline = await alice.get<{ items: RecordedEventView[] }>(`/v1/requests/${id}/timeline?raw=true`, {
      atLeast,
    });
    expect(timeline.body.items.map(({ type, actor }) => [type, actor.id])).toEqual([
      ['request.unmatched', 'alice'],
      ['access.granted', 'alice'],
    ]);
    expect(timeline.body.items[0]!.data).toMatchObject({ unmatched: true });
    expect(await stack.countEvents('request', 'access.granted')).toBe(1);
  });

  it('grants at most the configured duration, and no request that a policy governs', async () => {
    expect(await submit('elsewhere-2', 'PT2H1S')).toMatchObject(refused(422, 'duration-out-of-range'));
    expect((await submit('elsewhere-2', 'PT2H')).status).toBe(201);
    expect((await submit('prod-db')).body).toMatchObject({ status: 'pending', unmatched: false });
  });

  it('lets nobody decide on such a request, and does not show it to strangers', async () => {
    const { id } = (await submit('elsewhere-3')).body;
    expect(await alice.post(`/v1/requests/${id}/cancel`)).toMatchObject(refused(409, 'not-pending'));
    for (const stranger of [bob, oscar]) {
      expect(await stranger.get(`/v1/requests/${id}`)).toMatchObject(refused(404, 'not-found'));
      expect(await stranger.post(`/v1/requests/${id}/approve`)).toMatchObject(refused(404, 'not-found'));
    }
  });

  it('grants nothing while the policy service is away', async () => {
    const part = stack.service('policy');
    await part.stop();
    expect(await submit('elsewhere-4')).toMatchObject(refused(503, 'unavailable'));
    await part.start();
    expect((await submit('elsewhere-4')).status).toBe(201);
  }, 30_000);
});
