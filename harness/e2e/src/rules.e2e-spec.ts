import { randomUUID } from 'node:crypto';
import type {
  Explanation,
  PolicyView,
  RequestSummary,
  RequestView,
  SubmitBody,
  RecordedEventView,
} from '@countersign/contracts';
import type { ServiceName } from '@countersign/installation';
import { eventually, startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { Client } from './client.js';
import type { Answer, CallOptions, ProblemBody } from './client.js';

const group = (id: string) => ({ type: 'group', id });
const user = (id: string) => ({ type: 'user', id });
const step = (approvers: object[], requiredApprovals = 1, name?: string) => ({
  approvers,
  requiredApprovals,
  ...(name && { name }),
});
const oneManager = [step([group('managers')])];
const wish = (resource: string, more: Partial<SubmitBody> = {}) => ({
  resource,
  account: 'db-admin',
  duration: 'PT1H',
  ...more,
});
const times = (count: number) => Array.from({ length: count }, (_, i) => i);
const refused = (status: number, code: string) => ({ status, body: { status, code } });
const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
const hasEnded = (type: string) => /^approval\.(approved|rejected|cancelled|expired)$/.test(type);

const unlimited = {
  RATE_LIMIT_PER_SECOND: '100000',
  RATE_LIMIT_BURST: '100000',
  RATE_LIMIT_ADDRESS_PER_SECOND: '100000',
  RATE_LIMIT_ADDRESS_BURST: '100000',
};

/** The rules of the domain in which two instances of each service could disagree. */
describe('the rules', () => {
  let stack: Stack;
  const people: Record<string, Client> = {};
  const as = (name: string): Client => people[name]!;

  beforeAll(async () => {
    stack = await startStack({ instances: 2, serviceEnv: { gateway: unlimited } });
    for (const name of ['alice', 'oscar', 'bob', 'carol', 'dave', 'grace', 'erin', 'frank']) {
      people[name] = new Client(stack.url, await stack.token(name));
    }
  }, 120_000);

  afterAll(() => stack.stop(), 60_000);

  const contentFor = (resource: string, change: object = {}) => ({
    name: randomUUID(),
    conditions: [{ resourceNames: [resource] }],
    maxAccessDuration: 'PT4H',
    steps: oneManager,
    ...change,
  });

  /** A separate policy for one test; by default one manager approves. */
  async function policyFor(resource: string, change: object = {}): Promise<PolicyView> {
    const created = await as('erin').post<PolicyView>('/v1/policies', contentFor(resource, change));
    expect(created.status).toBe(201);
    return created.body;
  }

  const replace = (policy: PolicyView, content: object) =>
    as('erin').put<PolicyView>(`/v1/policies/${policy.id}`, content, { ifMatch: `"${policy.version}"` });
  const submit = (who: string, resource: string, more: Partial<SubmitBody> = {}, options: CallOptions = {}) =>
    as(who).post<RequestView>('/v1/requests', wish(resource, more), options);
  const act = (who: string, verb: string, { id }: { id: string }, body: object = {}) =>
    as(who).post<RequestView>(`/v1/requests/${id}/${verb}`, body);
  const read = async (who: string, { id }: { id: string }) =>
    (await as(who).get<RequestView>(`/v1/requests/${id}`)).body;
  const timelineOf = async (who: string, { id }: { id: string }, atLeast = '') =>
    (await as(who).get<{ items: RecordedEventView[] }>(`/v1/requests/${id}/timeline?raw=true`, { atLeast }))
      .body.items;
  const explain = async (resource: string, account = 'root') =>
    (await as('frank').post<Explanation>('/v1/policies/explain', { resource, account })).body;

  /** Freezes every process of a service, like a hung machine: no connection closes, and nothing is answered. */
  async function whileFrozen<T>(service: ServiceName, work: () => Promise<T>): Promise<T> {
    const pids = [0, 1].map((instance) => stack.service(service, instance).pid!);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      return await work();
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
  }

  /** All views of a request agree: the request itself, the list and the timeline. */
  async function expectAgreement(request: { id: string }, status: string, atLeast: string): Promise<void> {
    const view = await read('alice', request);
    expect(view).toMatchObject({ status, outcome: null });
    expect(view.access === null).toBe(status !== 'approved');
    const { items } = (
      await as('alice').get<{ items: RequestSummary[] }>(`/v1/requests?resource=${view.resource}`, {
        atLeast,
      })
    ).body;
    expect(items).toMatchObject([{ id: request.id, status }]);
    const types = (await timelineOf('alice', request, atLeast)).map(({ type }) => type);
    expect(types.filter(hasEnded)).toEqual([`approval.${status}`]);
    expect(types.filter((type) => type === `request.${status}`)).toHaveLength(1);
    expect(types.filter((type) => type === 'access.granted')).toHaveLength(status === 'approved' ? 1 : 0);
  }

  describe('one policy version governs a request (rules.md#governing-version)', () => {
    it.each(['edited', 'disabled', 'renamed', 'deleted'])('even if the policy is then %s', async (change) => {
      const content = contentFor(`flight-${change}`, {
        name: `flight-${change}`,
        steps: [step([user('bob'), user('carol')]), step([group('security')])],
      });
      const policy = (await as('erin').post<PolicyView>('/v1/policies', content)).body;
      const request = (await submit('alice', `flight-${change}`)).body;
      await act('bob', 'approve', request);
      const before = await read('alice', request);
      const changed = {
        edited: { maxAccessDuration: 'PT10M', requestTtl: 'PT5M', steps: [step([group('auditors')])] },
        disabled: { enabled: false },
        renamed: { name: 'flight-renamed-now' },
      }[change];
      const done = changed
        ? await replace(policy, { ...content, ...changed })
        : await as('erin').delete(`/v1/policies/${policy.id}`, { ifMatch: '"1"' });
      expect(done.status).toBe(changed ? 200 : 204);

      expect(await read('alice', request)).toEqual(before);
      expect(before.policy).toEqual({ id: policy.id, version: 1, name: `flight-${change}` });
      expect(await act('frank', 'approve', request)).toMatchObject(refused(403, 'not-an-approver'));
      const { body } = await act('dave', 'approve', request);
      expect(body).toMatchObject({ status: 'approved', policy: before.policy });
      expect(Date.parse(body.access!.endsAt) - Date.parse(body.access!.startsAt)).toBe(3_600_000);
    });
  });

  it('a policy’s page shows how many requests still run on which version', async () => {
    const content = contentFor('page-*');
    const policy = (await as('erin').post<PolicyView>('/v1/policies', content)).body;
    const first = (await submit('alice', 'page-1')).body;
    await submit('alice', 'page-2');
    await replace(policy, { ...content, priority: 1 });
    const last = await submit('alice', 'page-3');
    const inFlight = (who: string, { headers }: Answer) =>
      as(who).get(`/v1/policies/${policy.id}/in-flight`, {
        atLeast: headers.get('countersign-position') ?? '',
      });
    const both = [
      { version: 2, pending: 1 },
      { version: 1, pending: 2 },
    ];
    expect(await inFlight('erin', last)).toMatchObject({ status: 200, body: { items: both } });
    const approved = await act('bob', 'approve', first);
    const less = { items: [both[0], { version: 1, pending: 1 }] };
    expect(await inFlight('frank', approved)).toMatchObject({ status: 200, body: less });
    expect(await inFlight('alice', last)).toMatchObject(refused(403, 'not-allowed'));
    const nowhere = await as('frank').get('/v1/policies/nonsense/in-flight');
    expect(nowhere).toMatchObject(refused(404, 'not-found'));
  });

  describe('a policy matches a resource and an account (rules.md#matching)', () => {
    beforeAll(async () => {
      const resourceNames = ['glob/*.db', 'tree/**', 'one-?', 'set-[0-3]', '{eu,us}-x', '!tree/private/**'];
      await policyFor('', {
        name: 'globs',
        conditions: [
          { resourceNames, accountNames: ['ROOT', 'svc-*', '!svc-secret'] },
          { accountNames: ['CORP\\adm-*'] },
        ],
      });
    });

    it.each([
      ['glob/a.db', 'root', true],
      ['GLOB/.hidden.DB', 'Root', true],
      ['glob/a/b.db', 'root', false],
      ['tree/a/b/c', 'svc-1', true],
      ['tree/private/a', 'svc-1', false],
      ['tree/a', 'svc-secret', false],
      ['tree/a', 'other', false],
      ['one-1', 'root', true],
      ['one-11', 'root', false],
      ['set-2', 'root', true],
      ['set-4', 'root', false],
      ['us-x', 'root', true],
      ['as-x', 'root', false],
      ['anything', 'corp\\ADM-1', true],
      ['anything', 'corp/adm-1', false],
    ])('%s with account %s: %s', async (resource, account, matches) => {
      const { outcome, policy } = await explain(resource, account);
      expect([outcome, policy?.name]).toEqual(
        matches ? ['approval-required', 'globs'] : ['refused', undefined],
      );
      const answer = await submit('oscar', resource, { account });
      expect(answer.status).toBe(matches ? 201 : 403);
    });

    it('a pattern has at most 200 characters, and cannot slow the service down', async () => {
      await policyFor(`slow/${'*a'.repeat(97)}b`, { priority: -1 });
      const began = Date.now();
      expect((await explain(`slow/${'a'.repeat(250)}`)).outcome).toBe('refused');
      expect(Date.now() - began).toBeLessThan(5_000);
      const long = await as('erin').post('/v1/policies', contentFor('x'.repeat(201)));
      expect(long).toMatchObject(refused(422, 'invalid-input'));
    });
  });

  it('a policy saved on one instance governs the next request on every instance (rules.md#policy-service-silent)', async () => {
    for (const round of times(20)) {
      const content = contentFor(`force-${round}-*`);
      const policy = (await as('erin').post<PolicyView>('/v1/policies', content)).body;
      const governed = await submit('alice', `force-${round}-a`);
      expect(governed).toMatchObject({ status: 201, body: { policy: { id: policy.id, version: 1 } } });
      expect((await replace(policy, { ...content, enabled: false })).status).toBe(200);
      expect(await submit('alice', `force-${round}-b`)).toMatchObject(refused(403, 'no-policy-applies'));
    }
  }, 30_000);

  it('no request is accepted while the policy service does not answer (rules.md#policy-service-silent)', async () => {
    await policyFor('frozen-*');
    const name = `frozen-${randomUUID()}`;
    const keys = { submit: randomUUID(), create: randomUUID() };
    const create = () =>
      as('erin').post<ProblemBody & PolicyView>('/v1/policies', contentFor('frozen-new', { name }), {
        key: keys.create,
      });
    const ask = () => submit('alice', 'frozen-1', {}, { key: keys.submit });
    const pending = (await submit('oscar', 'frozen-2')).body;

    await whileFrozen('policy', async () => {
      const [submitted, created, explained, approved] = await Promise.all([
        ask(),
        create(),
        as('alice').post('/v1/policies/explain', { resource: 'frozen-1', account: 'root' }),
        act('bob', 'approve', pending),
      ]);
      expect(submitted).toMatchObject(refused(503, 'unavailable'));
      expect((submitted.body as unknown as ProblemBody).detail).toContain('nothing was done');
      expect(created).toMatchObject(refused(503, 'outcome-unknown'));
      expect(created.body.detail).toContain('the same Idempotency-Key');
      expect(explained).toMatchObject(refused(503, 'unavailable'));
      for (const { headers } of [submitted, created, explained]) {
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      }
      // Pending requests do not need the policy service.
      expect(approved).toMatchObject({ status: 200, body: { status: 'approved' } });
    });

    await eventually('both services answer again', async () =>
      expect((await submit('oscar', 'frozen-3')).status).toBe(201),
    );
    const traces = `SELECT 1 FROM request.event WHERE body LIKE '%frozen-1%'`;
    expect(await stack.sql(traces)).toEqual([]);
    const again = await eventually(
      'both are taken',
      async () => {
        const answers = [await ask(), await create()];
        expect(statuses(answers)).toEqual([201, 201]);
        return answers;
      },
      10_000,
    );
    const repeats = [await ask(), await create()];
    expect(repeats.map(({ body }) => body.id)).toEqual(again.map(({ body }) => body.id));
    const { items } = (await as('frank').get<{ items: PolicyView[] }>(`/v1/policies?q=${name}`)).body;
    expect(items).toHaveLength(1);
  }, 40_000);

  describe('names are literals (rules.md#names)', () => {
    beforeAll(() => policyFor('literal*', { priority: -1 }));

    const unseen = [
      '\u0000',
      '\u0085',
      '\n',
      '\u2028',
      '\ud800',
      '\u200b',
      '\u00ad',
      '\u202e',
      '\u{e0041}',
      '\ue000',
    ];
    it.each([
      ...['*', '?', '[', ']', '{', '}'].map((character) => [character, 'invalid-input']),
      ...unseen.map((character) => [character, 'invalid-name']),
      ['\u0430', 'confusable-name'],
    ])('without %j: %s, from explain, too', async (character, code) => {
      const { resource, account, ...more } = wish(`literal${character}x`);
      for (const [path, body] of [
        ['/v1/requests', { resource, account, ...more }],
        ['/v1/policies/explain', { resource, account }],
      ] as const) {
        const answer = await as('alice').post<ProblemBody>(path, body);
        expect(answer).toMatchObject(refused(422, code));
        expect(answer.body.errors?.map((error) => error.path)).toEqual(['resource']);
      }
    });

    it('of at most 256 characters', async () => {
      expect((await submit('alice', 'literal'.padEnd(256, 'x'))).status).toBe(201);
      expect(await submit('alice', 'literal'.padEnd(257, 'x'))).toMatchObject(refused(422, 'invalid-input'));
    });
  });

  describe('one pending request per place (rules.md#one-pending-request)', () => {
    beforeAll(() => policyFor('{single-*,straße-*,café-*,STRASSE-*}'));

    it('is accepted, however many are sent at once, until it has ended', async () => {
      const answers = await Promise.all(times(20).map(() => submit('alice', 'single-1')));
      const [first, ...more] = answers.filter(({ status }) => status === 201);
      expect(more).toEqual([]);
      for (const answer of answers.filter((one) => one !== first)) {
        expect(answer).toMatchObject(refused(409, 'duplicate-request'));
        expect(JSON.stringify(answer.body)).toContain(first!.body.id);
      }
      expect((await submit('oscar', 'single-1')).status).toBe(201);
      expect((await submit('alice', 'single-1', { account: 'other' })).status).toBe(201);
      expect((await act('alice', 'cancel', first!.body)).status).toBe(200);
      expect((await submit('alice', 'single-1')).status).toBe(201);
    });

    it.each([
      ['straße-1', 'STRASSE-1'],
      ['stra\u1e9ee-2', 'straße-2'],
      ['cafe\u0301-1', 'CAF\u00c9-1'],
    ])('%s and %s are one name', async (name, same) => {
      expect((await submit('alice', name)).status).toBe(201);
      expect(await submit('alice', same)).toMatchObject(refused(409, 'duplicate-request'));
    });
  });

  it('four approvers who each send ten approvals at once count as four people, with one outcome (rules.md#quorum)', async () => {
    await policyFor('people-*', { steps: [step([group('managers'), group('security')], 3)] });
    for (const round of times(3)) {
      const request = (await submit('alice', `people-${round}`)).body;
      const senders = ['bob', 'carol', 'dave', 'grace'].flatMap((who) => times(10).map(() => who));
      const answers = await Promise.all(senders.map((who) => act(who, 'approve', request)));
      const counted = senders.filter((_, i) => answers[i]!.status === 200);
      expect([counted.length, new Set(counted).size]).toEqual([3, 3]);
      for (const answer of answers.filter(({ status }) => status !== 200)) {
        const { code } = answer.body as unknown as ProblemBody;
        expect([answer.status, code]).toEqual(
          code === 'not-pending' ? [409, 'not-pending'] : [403, 'already-decided'],
        );
      }
      const view = await read('alice', request);
      expect(view.status).toBe('approved');
      expect(view.steps[0]!.decisions.map(({ by }) => by.id).sort()).toEqual(counted.sort());
      const positions = answers.map(({ headers }) => headers.get('countersign-position') ?? '');
      await expectAgreement(request, 'approved', positions.find((text) => text.includes('request=')) ?? '');
    }
  });

  it('an approver can shorten the duration, and nobody can lengthen it (rules.md#shortening)', async () => {
    await policyFor('length-*');
    const lasts = async (resource: string, maxDuration: string) => {
      const { access } = (
        await act('bob', 'approve', (await submit('alice', resource)).body, { maxDuration })
      ).body;
      return (Date.parse(access!.endsAt) - Date.parse(access!.startsAt)) / 60_000;
    };
    expect(await lasts('length-1', 'PT15M')).toBe(15);
    expect(await lasts('length-2', 'PT4H')).toBe(60);
  });

  describe('a policy that nobody could satisfy is refused, with the step (rules.md#satisfiable-policies)', () => {
    const bob = user('bob');
    const carol = user('carol');
    const dave = user('dave');

    it.each<[string, object, string, object?]>([
      [
        'more approvals than people',
        { steps: [...oneManager, step([bob, carol], 3)] },
        'steps.1.requiredApprovals',
      ],
      ['a person named twice', { steps: [step([bob, bob], 2)] }, 'steps.0.requiredApprovals'],
      ['three steps of two people', { steps: [step([bob, carol]), step([bob]), step([carol])] }, 'steps.2'],
      [
        'two of the same two, twice',
        { steps: [step([bob, carol, dave], 2), ...oneManager, step([bob, dave], 2)] },
        'steps.2',
      ],
      ['min above max', { minAccessDuration: 'PT5H' }, 'minAccessDuration'],
      ['no steps', { steps: [] }, 'steps'],
      ['no approvers', { steps: [...oneManager, step([])] }, 'steps.1.approvers'],
      ['no approvals', { steps: [step([bob], 0)] }, 'steps.0.requiredApprovals'],
      ['no conditions', { conditions: [] }, 'conditions'],
    ])('%s', async (_, change, path) => {
      const content = contentFor('impossible-*', change);
      const answer = await as('erin').post<ProblemBody>('/v1/policies', content);
      expect(answer).toMatchObject(refused(422, 'invalid-input'));
      expect(answer.body.errors?.map((error) => error.path)).toContain(path);
      const good = await policyFor('impossible-*', { enabled: false });
      expect(await replace(good, content)).toMatchObject(refused(422, 'invalid-input'));
      const saved = await as('frank').get<{ items: unknown[] }>(`/v1/policies?q=${content.name}`);
      expect(saved.body.items).toEqual([]);
    });

    it('two people who may serve both steps can complete them, but the requester does not count at submission', async () => {
      const steps = [step([bob, carol]), step([bob]), step([carol])];
      await policyFor('loose-*', { steps, distinctApprovers: false });
      expect((await submit('alice', 'loose-1')).status).toBe(201);
      await policyFor('hall-*', {
        steps: [step([user('alice'), bob]), step([carol]), step([bob, user('alice')])],
      });
      expect(await submit('alice', 'hall-1')).toMatchObject({
        ...refused(422, 'cannot-be-approved'),
        body: { step: 2 },
      });
      expect((await submit('oscar', 'hall-1')).status).toBe(201);
    });
  });

  it('a request that has ended is final, for everybody and every command (rules.md#final-states)', async () => {
    await policyFor('final-*');
    const enders = { approved: 'bob approve', rejected: 'bob reject', cancelled: 'alice cancel' };
    for (const [status, ender] of Object.entries(enders)) {
      const request = (await submit('alice', `final-${status}`)).body;
      const [who = '', verb = ''] = ender.split(' ');
      const ended = await act(who, verb, request);
      expect(ended.body.status).toBe(status);
      const before = await read('alice', request);
      for (const late of ['carol approve', 'carol reject', 'alice cancel', ender]) {
        const [person = '', command = ''] = late.split(' ');
        expect(await act(person, command, request)).toMatchObject(refused(409, 'not-pending'));
      }
      expect(await read('alice', request)).toEqual(before);
      await expectAgreement(request, status, ended.headers.get('countersign-position') ?? '');
    }
  });

  describe('one stream decides how a pending request ends (rules.md#one-decider)', () => {
    const ways = { approve: 'approved', reject: 'rejected', cancel: 'cancelled' };
    type Verb = keyof typeof ways;

    it.each<[string, Verb]>([
      ['alice', 'cancel'],
      ['carol', 'reject'],
    ])(
      '%s’s %s against the last approval, ten times',
      async (rival, verb) => {
        await policyFor(`race-${verb}-*`, { steps: [step([group('security')]), ...oneManager] });
        for (const round of times(10)) {
          const request = (await submit('alice', `race-${verb}-${round}`)).body;
          await act('dave', 'approve', request);
          const racers: [string, Verb][] = [
            ['bob', 'approve'],
            [rival, verb],
          ];
          if (round % 2) racers.reverse();
          const answers = await Promise.all(racers.map(([who, command]) => act(who, command, request)));
          expect(statuses(answers).sort()).toEqual([200, 409]);
          const won = answers.findIndex(({ status }) => status === 200);
          expect(answers[1 - won]).toMatchObject(refused(409, 'not-pending'));
          const status = ways[racers[won]![1]];
          expect(answers[won]!.body.status).toBe(status);
          await expectAgreement(request, status, answers[won]!.headers.get('countersign-position') ?? '');
        }
      },
      30_000,
    );

    it('a decision that arrives before the opening of the approval opens it', async () => {
      await policyFor('outrun-*');
      const ended = await Promise.all(
        times(20).map(async (n) => act('bob', 'approve', (await submit('oscar', `outrun-${n}`)).body)),
      );
      expect(ended.map(({ body }) => body.status)).toEqual(times(20).map(() => 'approved'));
      const opened = await stack.sql(
        `SELECT stream FROM approval.event WHERE type = 'approval.opened' GROUP BY stream HAVING count(*) > 1`,
      );
      expect(opened).toEqual([]);
    });
  });

  it('while the request cannot follow, the answer is pending with the final outcome (rules.md#settled-answer)', async () => {
    await policyFor('follow-*');
    const request = (await submit('alice', 'follow-1')).body;
    await eventually(
      'the approval is opened',
      async () => {
        const opened = await stack.sql(`SELECT 1 FROM approval.event WHERE stream = 'approval-' || $1`, [
          request.id,
        ]);
        expect(opened).toHaveLength(1);
      },
      5_000,
    );
    const approved = await whileFrozen('request', () => act('bob', 'approve', request));
    expect(approved).toMatchObject({
      status: 200,
      body: { status: 'pending', outcome: 'approved', access: null },
    });
    expect(await act('alice', 'cancel', request)).toMatchObject(refused(409, 'not-pending'));
    await eventually(
      'the request follows',
      async () => {
        expect(await read('alice', request)).toMatchObject({ status: 'approved', outcome: null });
      },
      10_000,
    );
    expect(
      await stack.sql(
        `SELECT 1 FROM request.event WHERE type = 'access.granted' AND stream = 'request-' || $1`,
        [request.id],
      ),
    ).toHaveLength(1);
  }, 30_000);

  describe('every refusal says why (rules.md#explained-refusals)', () => {
    it('names the approvers, the open step and the rule that excluded the caller', async () => {
      await policyFor('why-*', {
        steps: [
          step([group('managers')], 2, 'Manager Review'),
          step([user('dave'), user('bob')], 1, 'Last Look'),
        ],
      });
      const request = (await submit('alice', 'why-1')).body;
      await act('bob', 'approve', request);
      const told: [string, string, RegExp][] = [
        ['alice', 'self-approval', /./],
        ['dave', 'not-an-approver', /Manager Review/],
        ['bob', 'already-decided', /Manager Review/],
      ];
      for (const [who, code, sentence] of told) {
        const answer = await act(who, 'approve', request);
        expect(answer).toMatchObject(refused(403, code));
        const { detail } = answer.body as unknown as ProblemBody;
        expect(detail).toMatch(sentence);
        expect(detail).toMatch(/^[A-Z].*\.$/s);
        expect((await read(who, request)).you.why).toEqual({ code, detail });
      }
      await act('carol', 'approve', request);
      const excluded = await act('bob', 'approve', request);
      expect(excluded).toMatchObject(refused(403, 'approved-earlier-step'));
      expect((excluded.body as unknown as ProblemBody).detail).toMatch(/step 1.*"Last Look".*dave/);
    });
  });

  describe('comments are kept as written', () => {
    const comment = 'Zeile 1\r\nライン 2\n\t“cafe\u0301” ≠ “café” 👩‍🚀 <b>&amp;</b> \u202eabc  ';

    beforeAll(() => policyFor('words-*'));

    it('in the view and in the timeline, for every decision', async () => {
      const verbs = { approve: 'bob', reject: 'carol', cancel: 'alice' };
      for (const [verb, who] of Object.entries(verbs)) {
        const submitted = await submit('alice', `words-${verb}`, { justification: comment });
        expect(submitted.body.justification).toBe(comment);
        const ended = await act(who, verb, submitted.body, { comment });
        const { steps, justification } = await read('alice', submitted.body);
        expect(justification).toBe(comment);
        if (verb !== 'cancel') expect(steps[0]!.decisions.map((one) => one.comment)).toEqual([comment]);
        const atLeast = ended.headers.get('countersign-position') ?? '';
        const events = await timelineOf('alice', submitted.body, atLeast);
        const comments = events.map((event) => event.private?.comment);
        expect(comments).toContain(comment);
      }
    });

    it.each([
      ...['\u0000', '\u0007', '\u001b[31m', '\u007f', '\u0085', '\ud800'].map((bad) => [
        JSON.stringify(bad),
        bad,
      ]),
      ['2,001 characters', 'x'.repeat(2001)],
    ])('but not %s, which is refused without effect', async (_, bad) => {
      const request = (await submit('oscar', `words-control-${randomUUID()}`)).body;
      for (const [who, verb] of [
        ['bob', 'approve'],
        ['bob', 'reject'],
        ['oscar', 'cancel'],
      ] as const) {
        const answer = await as(who).post<ProblemBody>(`/v1/requests/${request.id}/${verb}`, {
          comment: bad,
        });
        expect(answer).toMatchObject(refused(422, 'invalid-input'));
        expect(answer.body.errors?.map(({ path }) => path)).toEqual(['comment']);
      }
      expect(await read('oscar', request)).toMatchObject({ status: 'pending', steps: [{ decisions: [] }] });
    });
  });
});
