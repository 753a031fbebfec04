import { randomUUID } from 'node:crypto';
import type {
  Explanation,
  PolicyView,
  SavedPolicyView,
  RequestSummary,
  RequestView,
  SubmitBody,
  RecordedEventView,
} from '@countersign/contracts';
import { eventually } from '@countersign/testing';
import type { StackView } from '@countersign/testing';
import { Client } from './client.js';
import type { Answer, ProblemBody } from './client.js';
import { sharedStack } from './stack/shared-stack.js';

type Page = { items: RequestSummary[]; nextCursor: string | null; counts: Record<string, number> };

const group = (id: string) => ({ type: 'group', id });
const user = (id: string) => ({ type: 'user', id });
const step = (approvers: object[], requiredApprovals = 1) => ({ approvers, requiredApprovals });
const wish = (resource: string, more: Partial<SubmitBody> = {}) => ({
  resource,
  account: 'db-admin',
  duration: 'PT1H',
  ...more,
});

/** The parts of the HTTP contract that the main job does not use: headers, filters, and optional rules of policies. */
describe('the HTTP contract', () => {
  let stack: StackView;
  const people: Record<string, Client> = {};
  const as = (name: string): Client => people[name]!;

  beforeAll(async () => {
    stack = await sharedStack();
    for (const name of ['alice', 'oscar', 'bob', 'carol', 'dave', 'erin', 'frank']) {
      people[name] = new Client(stack.url, await stack.token(name));
    }
    for (const name of ['alice', 'bob']) {
      people[`${name} with otp`] = new Client(stack.url, await stack.token(name, { otp: true }));
    }
  }, 120_000);

  /** A separate policy for one test; by default one manager approves. */
  async function policyFor(resource: string, change: object = {}): Promise<PolicyView> {
    const content = {
      name: randomUUID(),
      conditions: [{ resourceNames: [resource] }],
      maxAccessDuration: 'PT4H',
      steps: [step([group('managers')])],
      ...change,
    };
    const created = await as('erin').post<SavedPolicyView>('/v1/policies', content);
    expect(created.status).toBe(201);
    const { warnings: _, ...policy } = created.body;
    return policy;
  }

  const submit = (who: string, resource: string, more: Partial<SubmitBody> = {}) =>
    as(who).post<RequestView>('/v1/requests', wish(resource, more));
  const act = (who: string, verb: string, { id }: { id: string }, body: object = {}) =>
    as(who).post<RequestView>(`/v1/requests/${id}/${verb}`, body);
  const list = (who: string, query: string, atLeast = '') =>
    as(who).get<Page>(`/v1/requests?${query}`, { atLeast });
  const positionOf = (answer: Answer): string => answer.headers.get('countersign-position') ?? '';
  const refused = (status: number, code: string) => ({ status, body: { status, code } });

  describe('headers', () => {
    it('the id of a call is the caller’s own or generated; its trace is logged', async () => {
      await policyFor('trace-*');
      const traceId = randomUUID().replaceAll('-', '');
      const headers = { 'x-request-id': 'mine-1', traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
      const answer = await as('alice').post('/v1/requests', wish('trace-1'), { headers });
      expect(answer.headers.get('x-request-id')).toBe('mine-1');
      expect((await as('alice').get('/v1/me')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      const events = await stack.sql(`SELECT 1 FROM request.event WHERE body LIKE $1`, [`%${traceId}%`]);
      expect(events.length).toBeGreaterThan(0);
    });

    it('If-Match compares strongly, and can be a list', async () => {
      const {
        id,
        version: _,
        createdAt,
        createdBy,
        updatedAt,
        updatedBy,
        ...content
      } = await policyFor('etag-*');
      expect([createdAt, createdBy]).toEqual([updatedAt, updatedBy]);
      const put = (ifMatch: string, priority = 1) =>
        as('erin').put<PolicyView>(`/v1/policies/${id}`, { ...content, priority }, { ifMatch });
      expect(await put('W/"1"')).toMatchObject(refused(412, 'version-conflict'));
      expect(await put('"other"')).toMatchObject(refused(412, 'version-conflict'));
      expect(await put('1')).toMatchObject(refused(400, 'if-match-malformed'));
      const updated = await put('"7", "1"');
      expect([updated.status, updated.headers.get('etag')]).toEqual([200, '"2"']);
      const removed = await as('erin').delete(`/v1/policies/${id}`, {
        ifMatch: '"2"',
        headers: { 'content-type': 'application/json' },
      });
      expect([removed.status, positionOf(removed)]).toEqual([204, expect.stringMatching(/^policy=\d+$/)]);
    });

    it('a list that is sent the position of a write shows its effect, in either log', async () => {
      await policyFor('ryw-*');
      for (let round = 0; round < 15; round += 1) {
        const request = (await submit('alice', `ryw-${round}`)).body;
        const [who, verb, status] =
          round % 2 ? ['bob', 'reject', 'rejected'] : ['alice', 'cancel', 'cancelled'];
        const ended = await act(who, verb, request);
        expect(ended.status).toBe(200);
        const { items } = (await list('alice', `resource=ryw-${round}`, positionOf(ended))).body;
        expect(items).toMatchObject([{ id: request.id, status }]);
      }
    });

    it('a position that is not reached within 2 s is 503 with Retry-After', async () => {
      const answer = await as('bob').get<ProblemBody>('/v1/me', { atLeast: 'request=999999' });
      expect(answer).toMatchObject(refused(503, 'not-caught-up'));
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    });
  });

  it('a policy is returned as it was written, with the documented defaults', async () => {
    const created = await policyFor('default-*', { maxAccessDuration: 'PT90M' });
    expect(created).toMatchObject({
      enabled: true,
      priority: 0,
      maxAccessDuration: 'PT90M',
      minAccessDuration: 'PT1S',
      requestTtl: 'PT24H',
      justification: 'optional',
      allowSelfApproval: false,
      distinctApprovers: true,
      accessStarts: 'approval',
      checkOut: { exclusive: false },
      mfa: { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' },
    });
    const read = await as('frank').get<PolicyView>(`/v1/policies/${created.id}`);
    expect(read.body).toEqual(created);
  });

  describe('lists', () => {
    let from: string;
    const ids: string[] = [];

    beforeAll(async () => {
      await policyFor('list-*');
      from = new Date().toISOString();
      for (let n = 0; n < 7; n += 1) {
        const who = n % 2 ? 'oscar' : 'alice';
        ids.push(
          (await submit(who, `list-${n}`, { ticket: `CHG-${n}`, justification: `50%_${n}9` })).body.id,
        );
      }
      await act('bob', 'approve', { id: ids[0]! });
      await act('bob', 'reject', { id: ids[1]! });
      await eventually(
        'the list has them',
        async () => {
          const { counts } = (await list('frank', `from=${from}`)).body;
          expect(counts).toMatchObject({ pending: 5, approved: 1, rejected: 1 });
        },
        10_000,
      );
    });

    const found = async (who: string, query: string) =>
      (await list(who, `from=${from}&${query}`)).body.items.map(({ id }) => ids.indexOf(id));

    it.each([
      ['frank', 'sort=submittedAt', [0, 1, 2, 3, 4, 5, 6]],
      ['frank', 'status=approved&status=rejected', [1, 0]],
      ['frank', 'accessStatus=available', [0]],
      ['frank', 'requester=oscar', [5, 3, 1]],
      ['oscar', '', [5, 3, 1]],
      ['alice', 'requester=me', [6, 4, 2, 0]],
      ['alice', 'requester=oscar', []],
      ['bob', 'awaiting=me', [6, 5, 4, 3, 2]],
      ['dave', 'awaiting=me', []],
      ['dave', '', []],
      ['frank', 'resource=LIST-3', [3]],
      ['frank', 'q=chg-4', [4]],
      ['frank', 'q=50%25_59', [5]],
      ['frank', 'q=59%2050', [5]],
      ['frank', 'q=5', [6, 5, 4, 3, 2, 1, 0]],
      ['frank', 'q=alice%40example.com', [6, 4, 2, 0]],
    ])('%s finds by ?%s', async (who, query, expected) => {
      expect(await found(who, query)).toEqual(expected);
    });

    it('from is inclusive and to exclusive; counts ignore only the status filter', async () => {
      const { submittedAt } = (await list('frank', 'resource=list-3')).body.items[0]!;
      const before = await list('frank', `from=${from}&to=${submittedAt}&status=pending`);
      expect(before.body.items.map(({ id }) => ids.indexOf(id))).toEqual([2]);
      expect(before.body.counts).toMatchObject({ pending: 1, approved: 1, rejected: 1 });
      expect((await list('frank', `from=${submittedAt}`)).body.items).toHaveLength(4);
    });

    it('pages neither repeat nor lose a row while requests are submitted and change', async () => {
      const seen: number[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body } = await list('frank', `from=${from}&limit=2${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.items.map(({ id }) => ids.indexOf(id)));
        cursor = body.nextCursor;
        await submit('alice', `list-more-${seen.length}`);
        await act('alice', 'cancel', { id: ids[2]! });
      }
      expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0]);
    });

    it.each([
      ['limit=200', 200],
      ['limit=201', 422],
      ['limit=x', 422],
      ['status=approved,rejected', 422],
    ])('?%s is %d', async (query, status) => {
      const answer = await list('frank', query);
      expect(answer.status).toBe(status);
      if (status === 422) expect(JSON.stringify(answer.body)).not.toContain('is required');
    });
  });

  it('a request does not exist for a stranger, whatever they do', async () => {
    await policyFor('hidden-*');
    const { id } = (await submit('alice', 'hidden-1')).body;
    for (const path of ['', '/timeline']) {
      expect(await as('oscar').get(`/v1/requests/${id}${path}`)).toMatchObject(refused(404, 'not-found'));
    }
    for (const verb of ['approve', 'reject', 'cancel']) {
      expect(await act('oscar', verb, { id })).toMatchObject(refused(404, 'not-found'));
      expect(await act('frank', verb, { id })).toMatchObject({ status: 403 });
    }
  });

  describe('a second factor', () => {
    const challenge = /^Bearer .*error="insufficient_user_authentication".*max_age="300"/;

    it('is required for a submission', async () => {
      await policyFor('mfa-request-*', { mfa: { onRequest: true } });
      const weak = await submit('alice', 'mfa-request-1');
      expect(weak).toMatchObject(refused(401, 'insufficient-user-authentication'));
      expect(weak.headers.get('www-authenticate')).toMatch(challenge);
      expect((await submit('alice with otp', 'mfa-request-1')).status).toBe(201);
    });

    it('is required for approval and rejection from people who may decide, and is shown', async () => {
      await policyFor('mfa-approval-*', { mfa: { onApproval: true } });
      const request = (await submit('alice', 'mfa-approval-1')).body;
      expect(await act('frank', 'approve', request)).toMatchObject(refused(403, 'not-an-approver'));
      for (const verb of ['approve', 'reject']) {
        const weak = await act('bob', verb, request);
        expect(weak.status).toBe(401);
        expect(weak.headers.get('www-authenticate')).toMatch(challenge);
      }
      const strong = await act('bob with otp', 'approve', request);
      expect(strong).toMatchObject({ status: 200, body: { status: 'approved' } });
      expect(strong.body.steps[0]!.decisions).toMatchObject([{ by: { id: 'bob' }, mfa: true }]);
    });
  });

  describe('the people who count', () => {
    const twice = [step([user('bob'), user('carol')]), step([user('bob'), user('carol')])];

    it('include the requester only if the policy allows it, flagged, and never under their own policy', async () => {
      await policyFor('self-*', {
        allowSelfApproval: true,
        steps: [step([user('alice'), user('erin'), user('bob')])],
      });
      const approved = await act('alice', 'approve', (await submit('alice', 'self-1')).body);
      expect(approved).toMatchObject({ status: 200, body: { status: 'approved' } });
      expect(approved.body.steps[0]!.decisions).toMatchObject([{ selfApproval: true }]);
      const atLeast = approved.headers.get('countersign-position') ?? '';
      const list = await as('frank').get<{ items: RequestSummary[] }>('/v1/requests?resource=self-1', {
        atLeast,
      });
      expect(list.body.items).toMatchObject([{ id: approved.body.id, selfApproved: true }]);
      const own = (await submit('erin', 'self-2')).body;
      expect(own.you).toMatchObject({ may: ['cancel'], why: { code: 'wrote-this-policy' } });
      expect(await act('erin', 'approve', own)).toMatchObject(refused(403, 'wrote-this-policy'));
    });

    it('serve one step each, unless distinctApprovers is false', async () => {
      await policyFor('distinct-*', { steps: twice });
      const strict = (await submit('alice', 'distinct-1')).body;
      expect((await act('bob', 'approve', strict)).body.currentStep).toBe(1);
      for (const verb of ['approve', 'reject']) {
        expect(await act('bob', verb, strict)).toMatchObject(refused(403, 'approved-earlier-step'));
      }
      await policyFor('twice-*', { steps: twice, distinctApprovers: false });
      const loose = (await submit('alice', 'twice-1')).body;
      await act('bob', 'approve', loose);
      expect((await act('bob', 'approve', loose)).body.status).toBe('approved');
    });

    it('exclude the requester, so a request that only the requester could approve is refused, naming the step', async () => {
      await policyFor('alone-*', { steps: [step([user('alice')])] });
      expect(await submit('alice', 'alone-1')).toMatchObject({
        ...refused(422, 'cannot-be-approved'),
        body: { step: 0 },
      });
      expect((await act('alice', 'approve', (await submit('oscar', 'alone-1')).body)).status).toBe(200);
    });
  });

  describe('the window', () => {
    it('has the shortest duration of all approvers, not below the policy’s minimum', async () => {
      await policyFor('short-*', { minAccessDuration: 'PT10M', steps: [step([group('managers')], 2)] });
      const request = (await submit('alice', 'short-1')).body;
      expect(await act('bob', 'approve', request, { maxDuration: 'PT9M' })).toMatchObject(
        refused(422, 'duration-out-of-range'),
      );
      await act('bob', 'approve', request, { maxDuration: 'PT30M' });
      const { access } = (await act('carol', 'approve', request, { maxDuration: 'PT3H' })).body;
      expect(Date.parse(access!.endsAt) - Date.parse(access!.startsAt)).toBe(30 * 60_000);
    });

    it('starts at the requested time, and cannot be approved after it has passed', async () => {
      await policyFor('later-*');
      const startsAt = new Date(Date.now() + 3_600_000).toISOString();
      const later = await act('bob', 'approve', (await submit('alice', 'later-1', { startsAt })).body);
      expect(later.body.access).toMatchObject({ status: 'scheduled', startsAt });
      const soon = new Date(Date.now() + 500).toISOString();
      const brief = (await submit('alice', 'later-2', { startsAt: soon, duration: 'PT1S' })).body;
      await eventually(
        'it expires',
        async () => {
          const { status } = (await as('alice').get<RequestView>(`/v1/requests/${brief.id}`)).body;
          expect(status).toBe('expired');
        },
        5_000,
      );
      expect(await act('bob', 'approve', brief)).toMatchObject(refused(409, 'not-pending'));
      expect((await submit('alice', 'later-2')).status).toBe(201);
    });
  });

  describe('which policy governs', () => {
    const explain = async (resource: string) =>
      (await as('frank').post<Explanation>('/v1/policies/explain', { resource, account: 'root' })).body;

    it('is decided by priority, then literal names, then both sides, then literal characters, then age', async () => {
      const names = ['older', 'newer', 'longer', 'both', 'literal', 'first'];
      const conditions = [
        { resourceNames: ['rank-*'] },
        { resourceNames: ['rank-*'] },
        { resourceNames: ['rank-db-*'] },
        { resourceNames: ['rank-*'], accountNames: ['r*'] },
        { resourceNames: ['rank-db-1'] },
        { resourceNames: ['rank-*', '!rank-x'] },
      ];
      for (const [i, condition] of conditions.entries()) {
        await policyFor('', { name: names[i], conditions: [condition], priority: i === 5 ? 1 : 0 });
      }
      const ranked = (await explain('Rank-DB-1')).candidates!.filter(({ matched }) => matched);
      expect(ranked.map(({ policy }) => policy.name)).toEqual([
        ...['first', 'literal', 'both', 'longer', 'older', 'newer'],
      ]);
      expect(ranked.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6]);
      expect((await explain('rank-x')).policy?.name).toBe('both');
      expect((await submit('alice', 'rank-db-1')).body.policy?.name).toBe('first');
    });

    it('stays the same for a request when the policy is changed or deleted; a disabled policy governs nothing', async () => {
      const {
        id,
        version: _,
        createdAt: _a,
        createdBy: _b,
        updatedAt: _c,
        updatedBy: _d,
        ...content
      } = await policyFor('kept-*');
      const request = (await submit('alice', 'kept-1')).body;
      const off = { ...content, enabled: false, steps: [step([group('security')])] };
      await as('erin').put(`/v1/policies/${id}`, off, { ifMatch: '"1"' });
      expect(await explain('kept-1')).toMatchObject({ outcome: 'refused', policy: null });
      expect(await submit('alice', 'kept-2')).toMatchObject(refused(403, 'no-policy-applies'));
      await as('erin').delete(`/v1/policies/${id}`, { ifMatch: '"2"' });
      expect((await act('dave', 'approve', request)).status).toBe(404);
      const approved = await act('bob', 'approve', request, { comment: 'as it was' });
      expect(approved.body).toMatchObject({ status: 'approved', policy: { id, version: 1 } });
      const timeline = await eventually(
        'the grant is on the timeline',
        async () => {
          const { items } = (
            await as('alice').get<{ items: RecordedEventView[] }>(
              `/v1/requests/${request.id}/timeline?raw=true`,
            )
          ).body;
          expect(items.at(-1)?.type).toBe('access.granted');
          return items;
        },
        5_000,
      );
      expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).sort());
      expect(timeline.find(({ type }) => type === 'approval.decided')?.private?.comment).toBe('as it was');
    });
  });
});
