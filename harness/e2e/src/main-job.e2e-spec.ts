import type {
  RequestSummary,
  RequestView,
  RecordedEventView,
  TimelineItem,
  PolicyView,
  Explanation,
} from '@countersign/contracts';
import { eventually } from '@countersign/testing';
import type { StackView } from '@countersign/testing';
import { Client, twoStepPolicy } from './client.js';
import type { ProblemBody } from './client.js';
import { sharedStack } from './stack/shared-stack.js';

/** The main job, in the words of the rules, through the gateway against the real processes. */
describe('from a policy to an approved request', () => {
  let stack: StackView;
  const people: Record<string, Client> = {};
  const as = (name: string): Client => people[name]!;
  let policy: PolicyView;
  let request: RequestView;
  /** Requests of other specs on the same stack are older. */
  let from: string;

  beforeAll(async () => {
    stack = await sharedStack();
    from = new Date().toISOString();
    for (const name of ['alice', 'oscar', 'bob', 'carol', 'dave', 'grace', 'erin', 'frank']) {
      people[name] = new Client(stack.url, await stack.token(name));
    }
  }, 120_000);

  it('an administrator writes a policy with two steps', async () => {
    const created = await as('erin').post<PolicyView>(
      '/v1/policies',
      twoStepPolicy('production-db-approval', 'main-*'),
    );
    expect(created.status).toBe(201);
    policy = created.body;
    expect(created.headers.get('location')).toBe(`/v1/policies/${policy.id}`);
    expect(created.headers.get('etag')).toBe('"1"');
    expect(policy).toMatchObject({
      version: 1,
      enabled: true,
      requestTtl: 'PT24H',
      createdBy: { id: 'erin' },
    });
  });

  it('nobody else may write a policy', async () => {
    const refused = await as('alice').post<ProblemBody>('/v1/policies', twoStepPolicy());
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  });

  it('anybody can ask which policy would govern', async () => {
    const told = await as('alice').post<Explanation>('/v1/policies/explain', {
      resource: 'main-db-eu',
      account: 'db-admin',
    });
    expect(told).toMatchObject({
      status: 200,
      body: { outcome: 'approval-required', policy: { id: policy.id, version: 1 }, candidates: null },
    });
    expect(told.body.steps.map((step) => step.requiredApprovals)).toEqual([1, 2]);
  });

  it('a person requests access under the new policy at once', async () => {
    const submitted = await as('alice').post<RequestView>('/v1/requests', {
      resource: 'main-db-eu',
      account: 'db-admin',
      duration: 'PT1H',
      justification: 'Index rebuild after the incident',
      ticket: 'INC-42',
    });
    expect(submitted.status).toBe(201);
    request = submitted.body;
    expect(submitted.headers.get('location')).toBe(`/v1/requests/${request.id}`);
    expect(submitted.headers.get('countersign-position')).toMatch(/^request=\d+$/);
    expect(request).toMatchObject({
      status: 'pending',
      currentStep: 0,
      requester: { id: 'alice', name: 'Alice Archer', email: 'alice@example.com' },
      policy: { id: policy.id, version: 1, name: 'production-db-approval' },
      access: null,
      you: { may: ['cancel'] },
    });
  });

  it('a request without a policy is refused, and recorded', async () => {
    const refused = await as('alice').post<ProblemBody>('/v1/requests', {
      resource: 'unknown',
      account: 'root',
      duration: 'PT1H',
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'no-policy-applies' } });
    const listed = await as('frank').get<{ items: RequestSummary[] }>(
      `/v1/requests?status=refused&from=${from}`,
      {
        atLeast: refused.headers.get('countersign-position') ?? '',
      },
    );
    expect(listed.body.items).toMatchObject([{ resource: 'unknown', status: 'refused' }]);
  });

  it('a second pending request for the same account is refused, in any spelling', async () => {
    const again = await as('alice').post<ProblemBody & { requestId: string }>('/v1/requests', {
      resource: 'MAIN-db-EU',
      account: 'DB-admin',
      duration: 'PT1H',
    });
    expect(again).toMatchObject({ status: 409, body: { code: 'duplicate-request' } });
    expect(JSON.stringify(again.body)).toContain(request.id);
  });

  it('the requester may not approve, security may not yet, and a stranger does not see the request', async () => {
    expect(await as('alice').post(`/v1/requests/${request.id}/approve`)).toMatchObject({
      status: 403,
      body: { code: 'self-approval' },
    });
    expect(await as('dave').post(`/v1/requests/${request.id}/approve`)).toMatchObject({
      status: 403,
      body: { code: 'not-an-approver' },
    });
    expect(await as('oscar').post(`/v1/requests/${request.id}/approve`)).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
    expect(await as('oscar').get(`/v1/requests/${request.id}`)).toMatchObject({ status: 404 });
  });

  it('the request is only in the inbox of the managers', async () => {
    const inbox = async (who: string) =>
      (
        await as(who).get<{ items: RequestSummary[] }>(`/v1/requests?awaiting=me&from=${from}`)
      ).body.items.map(({ id }) => id);
    await eventually('it is there', async () => expect(await inbox('bob')).toEqual([request.id]));
    expect(await inbox('dave')).toEqual([]);
    expect(await inbox('alice')).toEqual([]);
  });

  it('the manager approves, and the second step opens', async () => {
    const approved = await as('bob').post<RequestView>(`/v1/requests/${request.id}/approve`, {
      comment: 'Go ahead',
    });
    expect(approved).toMatchObject({ status: 200, body: { status: 'pending', currentStep: 1 } });
    expect(approved.body.steps.map((step) => step.status)).toEqual(['approved', 'pending']);
    expect(approved.body.steps[0]!.decisions).toMatchObject([
      { by: { id: 'bob' }, decision: 'approve', comment: 'Go ahead' },
    ]);
  });

  it('one person of security is not enough, and counts once', async () => {
    expect(await as('dave').post(`/v1/requests/${request.id}/approve`)).toMatchObject({
      status: 200,
      body: { status: 'pending' },
    });
    expect(await as('dave').post(`/v1/requests/${request.id}/approve`)).toMatchObject({
      status: 403,
      body: { code: 'already-decided' },
    });
  });

  it('a second person of security approves, and access is granted', async () => {
    const approved = await as('grace').post<RequestView>(`/v1/requests/${request.id}/approve`);
    expect(approved).toMatchObject({
      status: 200,
      body: { status: 'approved', currentStep: null, access: { status: 'available' } },
    });
    const { startsAt, endsAt } = approved.body.access!;
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(3_600_000);
  });

  it('a request that has ended stays ended', async () => {
    expect(await as('carol').post(`/v1/requests/${request.id}/reject`)).toMatchObject({
      status: 409,
      body: { code: 'not-pending' },
    });
    expect(await as('alice').post(`/v1/requests/${request.id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'not-pending' },
    });
  });

  it('the report shows the request', async () => {
    const current = await as('alice').get<RequestView>(`/v1/requests/${request.id}`);
    expect(current.body).toMatchObject({ status: 'approved', access: { status: 'available' } });
    const listed = await eventually(
      'the list shows it',
      async () => {
        const list = await as('frank').get<{ items: RequestSummary[]; counts: Record<string, number> }>(
          `/v1/requests?status=approved&from=${from}`,
        );
        expect(list.body.items).toMatchObject([
          { id: request.id, status: 'approved', accessStatus: 'available' },
        ]);
        return list;
      },
      5_000,
    );
    expect(listed.body.counts).toMatchObject({ approved: 1, refused: 1, pending: 0 });
  });

  it('the timeline has an item for each act', async () => {
    const { body } = await as('alice').get<{ items: TimelineItem[] }>(`/v1/requests/${request.id}/timeline`);
    expect(body.items.map(({ act, actor }) => `${act} by ${actor.name}`)).toEqual([
      'submitted by Alice Archer',
      'approved by Bob Baker',
      'approved by Dave Dalton',
      'approved by Grace Gardner',
    ]);
    expect(body.items.at(-1)?.events.map(({ type }) => type)).toEqual([
      'approval.decided',
      'approval.approved',
      'request.approved',
      'access.granted',
    ]);
  });

  it('the recorded events show who did what, in order', async () => {
    const timeline = await as('alice').get<{ items: RecordedEventView[] }>(
      `/v1/requests/${request.id}/timeline?raw=true`,
    );
    const told = timeline.body.items.map(
      ({ type, actor }) => `${type} by ${actor.kind === 'person' ? actor.id : actor.id}`,
    );
    expect(told.filter((line) => line.startsWith('approval.decided'))).toEqual([
      'approval.decided by bob',
      'approval.decided by dave',
      'approval.decided by grace',
    ]);
    expect(told[0]).toBe('request.submitted by alice');
    expect(timeline.body.items.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['approval.opened', 'approval.approved', 'request.approved', 'access.granted']),
    );
  });

  it('a rejection or a cancellation ends a request, with the reason', async () => {
    const submit = async (resource: string) =>
      (
        await as('alice').post<RequestView>('/v1/requests', {
          resource,
          account: 'db-admin',
          duration: 'PT1H',
        })
      ).body.id;
    const rejected = await as('bob').post<RequestView>(`/v1/requests/${await submit('main-a')}/reject`, {
      comment: 'Not today',
    });
    expect(rejected).toMatchObject({ status: 200, body: { status: 'rejected', access: null } });
    expect(rejected.body.steps.map((step) => step.status)).toEqual(['rejected', 'closed']);
    expect(await as('alice').post(`/v1/requests/${await submit('main-b')}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
    expect(
      (await as('alice').post('/v1/requests', { resource: 'main-a', account: 'db-admin', duration: 'PT1H' }))
        .status,
    ).toBe(201);
  });

  it('an edit must name the version that it replaces, and changes nothing for pending requests', async () => {
    const pending = (
      await as('oscar').post<RequestView>('/v1/requests', {
        resource: 'main-c',
        account: 'db-admin',
        duration: 'PT1H',
      })
    ).body;
    const content = { ...twoStepPolicy('production-db-approval', 'main-*'), maxAccessDuration: 'PT30M' };
    const path = `/v1/policies/${policy.id}`;
    expect((await as('erin').put(path, content)).status).toBe(428);
    expect((await as('erin').put(path, content, { ifMatch: '"7"' })).status).toBe(412);
    const updated = await as('erin').put<PolicyView>(path, content, { ifMatch: '"1"' });
    expect(updated).toMatchObject({ status: 200, body: { version: 2, maxAccessDuration: 'PT30M' } });
    expect(
      await as('oscar').post('/v1/requests', { resource: 'main-d', account: 'db-admin', duration: 'PT1H' }),
    ).toMatchObject({
      status: 422,
      body: { code: 'duration-out-of-range' },
    });
    expect((await as('oscar').get<RequestView>(`/v1/requests/${pending.id}`)).body.policy).toMatchObject({
      version: 1,
    });
    const { items } = (
      await as('frank').get<{ items: { version: number; change: string }[] }>(`${path}/history`)
    ).body;
    expect(items.map(({ change }) => change).sort()).toEqual(['created', 'updated']);
  });

  it('one trace and one request id connect the call, every service and the event', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, 'x-request-id': 'ticket-4711' };
    const wish = { resource: 'main-traced', account: 'db-admin', duration: 'PT30M' };
    const submitted = await as('alice').post<RequestView>('/v1/requests', wish, { headers });
    expect(submitted.headers.get('x-request-id')).toBe('ticket-4711');
    const [event] = await stack.sql<{ body: string }>(
      `SELECT body FROM request.event WHERE stream = 'request-' || $1`,
      [submitted.body.id],
    );
    expect(JSON.parse(event!.body)).toMatchObject({
      traceparent: expect.stringContaining(trace) as string,
    });
    const lines = stack
      .logs()
      .split('\n')
      .filter((line) => line.includes('ticket-4711') && line.includes(trace));
    const services = new Set(
      lines.map(
        (line) =>
          (JSON.parse(line) as { service?: string; name?: string }).service ??
          (JSON.parse(line) as { name?: string }).name,
      ),
    );
    expect([...services]).toEqual(expect.arrayContaining(['gateway', 'policy', 'request']));
  });
});
