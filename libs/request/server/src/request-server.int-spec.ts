import { approvalRpc, policyInternalRpc, Refusal, Unavailable } from '@countersign/contracts';
import type { ApprovalState, RequestEvent, RequestView, SubmitBody } from '@countersign/contracts';
import { problemOf } from '@countersign/platform';
import { placeStream, requesterStream, requestStream } from '@countersign/request-domain';
import {
  alice,
  bob,
  callBy,
  caller,
  governing,
  matching,
  ORIGIN,
  outcome,
  T0,
  wish,
} from './testing/fixtures.js';
import { requestService } from './testing/request-service.js';
import type { RequestService } from './testing/request-service.js';

const HOUR = 3_600_000;
let service: RequestService;

beforeEach(async () => {
  service = await requestService(T0);
  service.rpc.on(policyInternalRpc.match, matching(governing()));
});
afterEach(() => service.close());

const codeOf = (error: unknown): string => (error instanceof Refusal ? error.code : String(error));

async function refusal(attempt: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

const submitted = async (body: SubmitBody = wish, key: string | null = null): Promise<RequestView> =>
  (await service.submitting.submit(body, callBy(alice, key))).representation;
const typesOf = async ({ id }: { id: string }): Promise<string[]> =>
  (await service.log.readStream<RequestEvent>(requestStream(id))).map(({ type }) => type);
const head = async (): Promise<number> => (await service.log.head()).position;

describe('submit', () => {
  it('records the request in one event, which takes its place', async () => {
    const answer = await service.submitting.submit(wish, callBy(alice));
    expect(answer).toMatchObject({
      status: 201,
      positions: [{ log: 'request', position: 1 }],
      representation: {
        status: 'pending',
        currentStep: 0,
        you: { may: ['cancel'], why: { code: 'self-approval' } },
      },
    });
    const [event, ...more] = await service.log.readFrom(1, 10);
    expect([event?.type, more]).toEqual(['request.submitted', []]);
    const { id } = answer.representation;
    expect(event?.streams).toEqual([
      { id: requestStream(id), version: 1 },
      { id: placeStream({ requester: alice, ...wish }), version: 1 },
      { id: requesterStream(alice), version: 1 },
    ]);
  });

  it('asks the policy service once for simultaneous submissions, and sends it no token', async () => {
    await Promise.all(['a', 'b', 'c'].map((resource) => submitted({ ...wish, resource })));
    expect(service.rpc.asked).toMatchObject([
      {
        subject: policyInternalRpc.match.subject,
        payload: { requests: ['a', 'b', 'c'].map((resource) => ({ resource, account: 'db-admin' })) },
      },
    ]);
    expect(JSON.stringify(service.rpc.asked)).not.toContain('token of');
  });

  it('gives each submission its own policy, even if one answer covers many', async () => {
    const one = governing({ name: 'one' });
    const two = governing({ name: 'two' });
    service.rpc.on(policyInternalRpc.match, () => ({ policies: [one, two], governing: [1, null, 0] }));
    const [first, second, third] = await Promise.allSettled(
      ['a', 'b', 'c'].map((resource) => submitted({ ...wish, resource })),
    );
    expect(first).toMatchObject({ value: { policy: { name: 'two' } } });
    expect(second).toMatchObject({ reason: { code: 'no-policy-applies' } });
    expect(third).toMatchObject({ value: { policy: { name: 'one' } } });
  });

  it.each([
    ['about fewer requests', { policies: [governing()], governing: [] }],
    ['naming a policy that it does not contain', { policies: [], governing: [0] }],
  ])('accepts no request after an answer %s', async (_what, answer) => {
    service.rpc.on(policyInternalRpc.match, () => answer);
    await expect(submitted()).rejects.toThrow();
    expect(await head()).toBe(0);
  });

  it('waits for the policy service at most half as long as its own caller waits', async () => {
    const { id } = await submitted();
    await refusal(service.getting.get({ id }, callBy(alice)));
    expect(service.rpc.asked.map(({ subject }) => subject)).toEqual([
      policyInternalRpc.match.subject,
      approvalRpc.get.subject,
    ]);
    for (const { timeoutMs } of service.rpc.asked) expect(timeoutMs).toBeLessThanOrEqual(2_500);
  });

  it('accepts no request while the policy service does not answer', async () => {
    service.rpc.silence(policyInternalRpc.match);
    expect(await refusal(submitted())).toMatchObject({ status: 503 });
    expect(await head()).toBe(0);
  });

  it('does not claim that nothing was done if the log goes away right after the append', async () => {
    const granting = service.another(undefined, {
      unmatched: { outcome: 'granted', maxDuration: 'PT2H' },
    });
    granting.rpc.on(policyInternalRpc.match, matching(null));
    jest.spyOn(granting.runner, 'read').mockRejectedValueOnce(new Unavailable('The log'));
    const granted = granting.submitting.submit(wish, callBy(alice));
    expect(await refusal(granted)).toMatchObject({ code: 'outcome-unknown', status: 503 });
    expect(await head()).toBe(2);
  });

  it('answers from the appended events, without reading them back', async () => {
    const read = jest.spyOn(service.log, 'readStream');
    const made = await submitted();
    expect(read.mock.calls.map(([stream]) => stream)).not.toContain(requestStream(made.id));
    expect(made).toMatchObject({ status: 'pending', version: 1, you: { may: ['cancel'] } });
  });

  it('creates one request from 50 simultaneous calls with one key', async () => {
    const other = service.another();
    other.rpc.on(policyInternalRpc.match, matching(governing()));
    service.rpc.on(approvalRpc.get, () => Promise.reject(new Refusal('unavailable', 503, 'away')));
    const call = () => callBy(alice, 'key-1');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? service : other).submitting.submit(wish, call())),
    );
    expect(new Set(answers.map(({ status, representation }) => `${status} ${representation.id}`)).size).toBe(
      1,
    );
    expect(await head()).toBe(1);
  });

  it('creates one request from 50 simultaneous calls without a key, and refuses 49 duplicates', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () =>
        service.submitting.submit(wish, callBy(alice)).then(({ status }) => status, codeOf),
      ),
    );
    expect(outcomes.filter((one) => one === 201)).toHaveLength(1);
    expect(outcomes.filter((one) => one === 'duplicate-request')).toHaveLength(49);
    // The request, and one record of all refused attempts.
    expect((await service.log.readFrom(1, 100)).map(({ type }) => type)).toEqual([
      'request.submitted',
      'attempt.refused',
    ]);
  });

  it.each([
    ['that know the requester', true],
    ['that have just started', false],
  ])(
    'creates one request from 20 simultaneous calls to two instances %s, and refuses 19 duplicates',
    async (_, isKnown) => {
      const instances = [service.another(), service.another()];
      for (const one of instances) {
        one.rpc.on(policyInternalRpc.match, matching(governing()));
        if (isKnown) await one.submitting.submit({ ...wish, resource: 'other' }, callBy(alice)).catch(codeOf);
      }
      const spellings = [wish.resource, wish.resource.toUpperCase()];
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (__, i) => {
          const body = { ...wish, resource: spellings[Math.floor(i / 2) % 2]! };
          return instances[i % 2]!.submitting.submit(body, callBy(alice)).then(
            ({ status }) => status,
            codeOf,
          );
        }),
      );
      expect(outcomes.filter((one) => one === 201)).toHaveLength(1);
      expect(outcomes.filter((one) => one === 'duplicate-request')).toHaveLength(19);
      const place = await service.log.readStream(placeStream({ requester: alice, ...wish }));
      expect(place.map(({ type }) => type)).toEqual(['request.submitted']);
    },
  );

  it.each([
    ['that know the requester', true],
    ['that have just started', false],
  ])(
    'lets a person have no more than the maximum of pending requests, with 20 simultaneous calls to two instances %s',
    async (_, isKnown) => {
      const instances = [1, 2].map(() => service.another(undefined, { maxOpenRequests: 7 }));
      const [first, second] = ['earlier-1', 'earlier-2'].map((resource) => ({ ...wish, resource }));
      for (const one of instances) one.rpc.on(policyInternalRpc.match, matching(governing()));
      await (isKnown ? instances[0]! : service).submitting.submit(first!, callBy(alice));
      await (isKnown ? instances[1]! : service).submitting.submit(second!, callBy(alice));
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (__, i) =>
          instances[i % 2]!.submitting.submit({ ...wish, resource: `db-${i}` }, callBy(alice)).then(
            ({ status }) => status,
            codeOf,
          ),
        ),
      );
      expect(outcomes.filter((one) => one === 201)).toHaveLength(5);
      expect(outcomes.filter((one) => one === 'too-many-open-requests')).toHaveLength(15);
      expect(await service.log.readStream(requesterStream(alice))).toHaveLength(7);
    },
  );

  it('has room again for a person as soon as the end of a request is on record', async () => {
    const limited = service.another(undefined, { maxOpenRequests: 1 });
    limited.rpc.on(policyInternalRpc.match, matching(governing()));
    const { representation } = await limited.submitting.submit(wish, callBy(alice));
    const other = { ...wish, resource: 'prod-db-us' };
    expect(await refusal(limited.submitting.submit(other, callBy(alice)))).toMatchObject({
      code: 'too-many-open-requests',
      status: 409,
    });
    // Another instance records the end, so the limited instance must not answer from its cache.
    await service.follower.handle(outcome(representation, 'approval.cancelled'));
    expect(await limited.submitting.submit(other, callBy(alice))).toMatchObject({ status: 201 });
    expect(await limited.submitting.submit(wish, callBy(bob))).toMatchObject({ status: 201 });
    expect((await service.log.readFrom(1, 100)).map(({ type }) => type)).toEqual([
      'request.submitted',
      'attempt.refused',
      'request.cancelled',
      'request.submitted',
      'request.submitted',
    ]);
  });

  it('accepts simultaneous requests by different people, or for different accounts, on two instances', async () => {
    const instances = [service.another(), service.another()];
    for (const one of instances) one.rpc.on(policyInternalRpc.match, matching(governing()));
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        const who = i % 2 ? alice : caller(`person-${i}`);
        const body = { ...wish, resource: i % 2 ? `db-${i}` : wish.resource };
        return instances[i % 4 < 2 ? 0 : 1]!.submitting.submit(body, callBy(who)).then(
          ({ status }) => status,
          codeOf,
        );
      }),
    );
    expect(outcomes).toEqual(Array(20).fill(201));
    expect(await service.log.readStream(requesterStream(alice))).toHaveLength(10);
  });

  it('refuses another spelling as a duplicate, with the id of the pending request', async () => {
    const { id } = await submitted();
    const again = { ...wish, resource: 'PROD-DB-EU', account: 'Db-Admin' };
    expect(await refusal(submitted(again))).toMatchObject({
      code: 'duplicate-request',
      status: 409,
      data: { openRequestId: id },
    });
    expect((await submitted({ ...wish, resource: 'prod-db-us' })).id).not.toBe(id);
  });

  it('refuses a key that was used with another body', async () => {
    await submitted(wish, 'key-1');
    expect(await refusal(submitted({ ...wish, duration: 'PT2H' }, 'key-1'))).toMatchObject({
      code: 'idempotency-key-reused',
    });
  });

  it('takes the place of a request whose TTL has passed, even before that is recorded', async () => {
    const first = await submitted();
    service.clock.advance(24 * HOUR);
    const second = await submitted();
    await service.follower.handle(outcome(first, 'approval.expired', service.clock.now()));
    expect(await typesOf(first)).toEqual(['request.submitted', 'request.expired']);
    // The late end of the first request does not free the place, which now belongs to the second.
    expect(await refusal(submitted())).toMatchObject({ data: { openRequestId: second.id } });
  });
});

describe('a submission without a policy, if the installation grants such requests', () => {
  it('is granted in one append; a repeat gets the same grant, even if the policy service does not answer', async () => {
    const granting = service.another(undefined, {
      unmatched: { outcome: 'granted', maxDuration: 'PT2H' },
    });
    granting.rpc.on(policyInternalRpc.match, matching(null));
    const first = await granting.submitting.submit(wish, callBy(alice, 'once'));
    expect(first).toMatchObject({
      status: 201,
      positions: [{ log: 'request', position: 2 }],
      representation: {
        status: 'approved',
        unmatched: true,
        access: { status: 'available' },
        you: { may: ['check-out', 'revoke'] },
      },
    });
    expect(await typesOf(first.representation)).toEqual(['request.unmatched', 'access.granted']);
    granting.rpc.silence(policyInternalRpc.match);
    expect(await granting.submitting.submit(wish, callBy(alice, 'once'))).toEqual({
      ...first,
      positions: expect.anything() as unknown,
    });
    expect(await refusal(granting.submitting.submit(wish, callBy(alice)))).toMatchObject({ status: 503 });
    expect(await head()).toBe(2);
    expect(await service.submission.submission({ id: first.representation.id })).toEqual({ event: null });
  });
});

describe('a submission that no policy governs', () => {
  beforeEach(() => service.rpc.on(policyInternalRpc.match, matching(null)));

  it('is refused and recorded; a repeat gets the same refusal without another query', async () => {
    const first = await refusal(submitted(wish, 'key-1'));
    expect(first).toMatchObject({ code: 'no-policy-applies', status: 403, data: { position: 'request=1' } });
    service.rpc.silence(policyInternalRpc.match);
    const again = await refusal(submitted(wish, 'key-1'));
    expect(problemOf(again)).toEqual(problemOf(first));
    expect(service.rpc.asked).toHaveLength(1);
    expect(await head()).toBe(1);
  });

  it('is recorded once a minute for the same person and names, however often and wherever it is sent', async () => {
    const other = service.another(service.clock);
    other.rpc.on(policyInternalRpc.match, matching(null));
    const body = (i: number) => ({ ...wish, resource: i % 3 ? wish.resource : wish.resource.toUpperCase() });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        refusal((i % 2 ? service : other).submitting.submit(body(i), callBy(alice))),
      ),
    );
    expect(new Set(answers.map(({ code, status }) => `${status} ${code}`))).toEqual(
      new Set(['403 no-policy-applies']),
    );
    expect(new Set(answers.map(({ data }) => data.refusedRequestId)).size).toBe(1);
    expect(await head()).toBe(1);
    expect((await refusal(service.submitting.submit(wish, callBy(bob)))).data).not.toMatchObject({
      refusedRequestId: answers[0]!.data.refusedRequestId,
    });
    expect(await head()).toBe(2);
  });

  it('is visible to its requester, and not to approvers', async () => {
    const id = (await refusal(submitted())).data.refusedRequestId as string;
    const view = await service.getting.get({ id }, callBy(alice));
    expect(view).toMatchObject({
      status: 'refused',
      refusal: { code: 'no-policy-applies' },
      policy: null,
      steps: [],
    });
    expect(await refusal(service.getting.get({ id }, callBy(bob)))).toMatchObject({
      status: 404,
    });
  });
});

describe('a repeat of a submission', () => {
  it('returns the first id, and shows the request as it is now', async () => {
    const first = await submitted(wish, 'key-1');
    await service.follower.handle(outcome(first, 'approval.rejected'));
    service.rpc.silence(policyInternalRpc.match);
    const { status, representation } = await service.submitting.submit(wish, callBy(alice, 'key-1'));
    expect([status, representation.id, representation.status]).toEqual([201, first.id, 'rejected']);
  });
});

describe('following the approval', () => {
  it('grants access once, however often and wherever the outcome is delivered', async () => {
    const request = await submitted();
    const approved = outcome(request, 'approval.approved');
    const other = service.another();
    await Promise.all([service, other, service, other].map(({ follower }) => follower.handle(approved)));
    await service.follower.handle(outcome(request, 'approval.approved'));
    expect(await typesOf(request)).toEqual(['request.submitted', 'request.approved', 'access.granted']);
  });

  it('records actor, cause and correlation', async () => {
    const request = await submitted();
    const approved = outcome(request, 'approval.approved');
    await service.follower.handle(approved);
    const [, ended] = await service.log.readStream(requestStream(request.id));
    expect(ended).toMatchObject({
      actor: { kind: 'service', id: 'request' },
      causationId: approved.id,
      correlationId: request.id,
    });
  });

  it.each(['approval.approved', 'approval.rejected', 'approval.cancelled', 'approval.expired'] as const)(
    'frees the place on %s',
    async (type) => {
      const first = await submitted();
      await service.follower.handle(outcome(first, type));
      expect((await submitted()).id).not.toBe(first.id);
    },
  );

  it('ignores other events', async () => {
    const request = await submitted();
    await service.follower.handle({ ...outcome(request, 'approval.approved'), type: 'approval.decided' });
    expect(await typesOf(request)).toEqual(['request.submitted']);
  });
});

/** How the approval of a request stands, as the approval service says. */
function approvalOf({ id, steps }: RequestView, more: Partial<ApprovalState> = {}): ApprovalState {
  const you = { may: ['cancel' as const], why: null };
  return { requestId: id, outcome: null, currentStep: 0, steps, decidedAt: null, you, ...more };
}

describe('get', () => {
  const get = (id: string, who = alice) => service.getting.get({ id }, callBy(who));
  const withApproval = (approval: ApprovalState, who = alice) =>
    service.withApproval.withApproval({ id: approval.requestId, approval }, callBy(who));

  it('asks the approval service while the request is pending, and answers 503 without its answer', async () => {
    const request = await submitted();
    const decidedAt = T0.toISOString();
    service.rpc.on(approvalRpc.get, () => approvalOf(request, { currentStep: 1, decidedAt }));
    expect(await get(request.id)).toEqual({
      ...request,
      currentStep: 1,
      decidedAt,
      you: { may: ['cancel'], why: null },
    });
    service.rpc.silence(approvalRpc.get);
    expect(await refusal(get(request.id))).toMatchObject({ status: 503 });
  });

  it('waits for a request whose approval has ended', async () => {
    const request = await submitted();
    service.rpc.on(approvalRpc.get, () => approvalOf(request, { outcome: 'approved' }));
    const waiting = get(request.id);
    await service.another().follower.handle(outcome(request, 'approval.approved'));
    expect(await waiting).toMatchObject({
      status: 'approved',
      outcome: null,
      access: { status: 'available' },
      you: { may: ['check-out', 'revoke'] },
    });
  });

  it('waits without asking again if the caller passes an approval that has ended, and names the position of the end', async () => {
    const request = await submitted();
    const waiting = withApproval(approvalOf(request, { outcome: 'approved' }), bob);
    await service.another().follower.handle(outcome(request, 'approval.approved'));
    const { representation, position } = await waiting;
    expect(representation).toMatchObject({ status: 'approved', access: { status: 'available' } });
    expect(service.rpc.asked.map(({ subject }) => subject)).not.toContain(approvalRpc.get.subject);
    const events = await service.log.readFrom(1, 1000);
    const granted = events.find(
      ({ type, data }) => type === 'access.granted' && data['requestId'] === request.id,
    );
    expect(position).toEqual({ log: 'request', position: expect.any(Number) as number });
    expect(position?.position).toBeGreaterThanOrEqual(granted?.position ?? Infinity);
  });

  it('answers pending with the outcome if the request has not followed within 2 s', async () => {
    const request = await submitted();
    const started = performance.now();
    expect(await withApproval(approvalOf(request, { outcome: 'approved' }))).toMatchObject({
      representation: { status: 'pending', outcome: 'approved' },
      position: null,
    });
    expect(performance.now() - started).toBeGreaterThanOrEqual(1990);
    expect(performance.now() - started).toBeLessThan(3500);
  });

  it('needs no other service once the request has ended, and shows the access by the clock', async () => {
    const request = await submitted();
    await service.follower.handle(outcome(request, 'approval.approved'));
    expect(await get(request.id, bob)).toMatchObject({
      status: 'approved',
      version: 3,
      access: { status: 'available' },
    });
    service.clock.advance(HOUR);
    expect(await get(request.id)).toMatchObject({ access: { status: 'ended' } });
  });

  it('answers 404 for a request that the caller may not see, or that does not exist', async () => {
    const { id } = await submitted();
    expect(await refusal(get(id, caller('oscar', 'engineers')))).toMatchObject({
      code: 'not-found',
      status: 404,
    });
    expect(await refusal(get('01990000-0000-7000-8000-00000000dead'))).toMatchObject({ status: 404 });
  });
});

describe('the submission, for an approval that opens on demand', () => {
  it('is the event as recorded, and null for a refused or unknown request', async () => {
    const { id } = await submitted();
    const [event] = await service.log.readStream(requestStream(id));
    expect(await service.submission.submission({ id })).toEqual({
      event: { id: event?.id, correlationId: id, data: event?.data },
    });
    service.rpc.on(policyInternalRpc.match, matching(null));
    const refused = await refusal(submitted({ ...wish, account: 'root' }));
    expect(await service.submission.submission({ id: refused.data.refusedRequestId as string })).toEqual({
      event: null,
    });
    expect(await service.submission.submission({ id: '01990000-0000-7000-8000-00000000dead' })).toEqual({
      event: null,
    });
  });
});

describe('the audience, for the gateway', () => {
  it('is the requester and the approvers of each step, and nothing else', async () => {
    const request = await submitted();
    const { id } = request;
    const audience = {
      requester: { issuer: alice.issuer, id: 'alice' },
      steps: [{ approvers: [{ type: 'group', id: 'managers' }] }],
    };
    expect(await service.audience.audience({ id })).toEqual({ audience });
    await service.follower.handle(outcome(request, 'approval.rejected'));
    expect(await service.audience.audience({ id })).toEqual({ audience });
  });

  it('has no approvers for a request without a policy, and is null for an unknown request', async () => {
    service.rpc.on(policyInternalRpc.match, matching(null));
    const refused = await refusal(submitted());
    expect(await service.audience.audience({ id: refused.data.refusedRequestId as string })).toEqual({
      audience: { requester: { issuer: alice.issuer, id: 'alice' }, steps: [] },
    });
    expect(await service.audience.audience({ id: '01990000-0000-7000-8000-00000000dead' })).toEqual({
      audience: null,
    });
  });
});

describe('personal data', () => {
  const justification = 'the disk is full';
  const reason = 'no longer needed';
  const texts = [alice.name, alice.email!, ORIGIN.address, ORIGIN.userAgent, justification, reason];
  const columns = (column: 'body' | 'private') =>
    service.database.sql<Record<'type' | 'text', string | null>>(
      `SELECT type, ${column} AS text FROM request.event ORDER BY position`,
    );

  /** Submitted, granted, checked out, and revoked; one attempt is refused. */
  async function used(): Promise<string> {
    const request = await submitted({ ...wish, justification });
    const { id } = request;
    await refusal(service.checkingOut.checkOut({ id }, callBy(alice)));
    await service.follower.handle(outcome(request, 'approval.approved'));
    await service.checkingOut.checkOut({ id }, callBy(alice));
    await service.revoking.revoke({ id, reason }, callBy(alice));
    return id;
  }

  it('is only in the private texts of the events that the person caused, and a free text is in one of them', async () => {
    await used();
    for (const { text } of await columns('body')) for (const one of texts) expect(text).not.toContain(one);
    const rows = await columns('private');
    const holders = (one: string) => rows.filter(({ text }) => text?.includes(one)).map(({ type }) => type);
    const caused = ['request.submitted', 'attempt.refused', 'access.checked_out', 'access.revoked'];
    for (const one of texts.slice(0, 4)) expect(holders(one)).toEqual(caused);
    expect(holders(justification)).toEqual(['request.submitted']);
    expect(holders(reason)).toEqual(['access.revoked']);
  });

  it('is shown by no instance after its erasure in the database, whatever the instance had read before', async () => {
    const id = await used();
    const instances = [service, service.another()];
    for (const one of instances)
      expect(await one.getting.get({ id }, callBy(alice))).toMatchObject({
        justification,
        access: { reason },
      });
    await service.database.sql(`
      UPDATE request.event SET private = NULL, erased_at = clock_timestamp() WHERE private IS NOT NULL;
      UPDATE request.head SET erasures = erasures + 1`);
    const erasedAt = expect.any(String) as string;
    for (const one of instances)
      expect(await one.getting.get({ id }, callBy(alice))).toMatchObject({
        requester: { id: 'alice', name: null, email: null, erasedAt },
        justification: null,
        erasedAt,
        access: { status: 'revoked', revokedBy: { id: 'alice', name: null }, reason: null, erasedAt },
      });
  });
});
