import { RecordingLog } from '@countersign/platform';
import {
  NotFound,
  Refusal,
  requestInternalRpc,
  requestRpc,
  requestView,
  Unavailable,
} from '@countersign/contracts';
import type { RequestOf, RequestView } from '@countersign/contracts';
import {
  alice,
  bob,
  callBy,
  caller,
  carol,
  quorumOf,
  submission,
  submittedEvent,
  T0,
} from './testing/fixtures.js';
import { approvalService } from './testing/approval-service.js';
import type { ApprovalService } from './testing/approval-service.js';
import type { Submission } from './opener.js';

let service: ApprovalService;
beforeEach(async () => (service = await approvalService(T0)));
afterEach(() => service.close());
afterEach(() => jest.restoreAllMocks());

const codeOf = (error: unknown): string => (error instanceof Refusal ? error.code : String(error));

async function refusal(attempt: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

async function opened(...of: Parameters<typeof submission>): Promise<Submission & { requestId: string }> {
  const made = submission(...of);
  await service.openerProcess.handle(submittedEvent(made));
  return { ...made, requestId: made.data.requestId };
}

const count = (types: string[], type: string): number => types.filter((one) => one === type).length;

describe('opening', () => {
  it('happens once, by event and on demand at the same time, on several instances', async () => {
    const made = submission();
    const id = made.data.requestId;
    const other = service.another();
    for (const { knows } of [service, other]) knows(made);
    await Promise.all([
      service.openerProcess.handle(submittedEvent(made)),
      other.openerProcess.handle(submittedEvent(made)),
      service.getting.get({ id }, callBy(alice)),
      other.getting.get({ id }, callBy(bob)),
    ]);
    expect(await service.typesOf(id)).toEqual(['approval.opened']);
  });

  it('happens on demand, so that the first command works at once', async () => {
    const made = submission(quorumOf(2));
    service.knows(made);
    const answer = await service.approving.approve({ id: made.data.requestId }, callBy(bob));
    expect(answer).toMatchObject({
      status: 200,
      positions: [{ log: 'approval', position: 2 }],
      representation: { status: 'pending' },
    });
    expect(service.rpc.asked[0]?.metadata).not.toHaveProperty('token');
  });

  it('records the submission as the cause', async () => {
    const made = await opened();
    expect(await service.log.readFrom(1, 1)).toMatchObject([
      { causationId: made.id, correlationId: made.requestId, actor: { kind: 'service', id: 'approval' } },
    ]);
  });

  it('does not happen for a request that does not exist, or that no policy allowed', async () => {
    const { requestId: id } = submission().data;
    service.rpc.on(requestInternalRpc.submission, () => ({ event: null }));
    service.rpc.on(requestRpc.get, () => Promise.reject(new NotFound('request')));
    expect(await refusal(service.approving.approve({ id }, callBy(bob)))).toMatchObject({ status: 404 });
    service.rpc.on(requestRpc.get, () => ({ status: 'refused' }));
    expect(await refusal(service.cancelling.cancel({ id }, callBy(alice)))).toMatchObject({
      code: 'not-pending',
      status: 409,
    });
    const events = await service.log.readFrom(1, 10);
    expect(events.map(({ type, data }) => [type, data['code']])).toEqual([
      ['attempt.refused', 'not-pending'],
    ]);
  });
});

it('leaves it open whether a decision was recorded when the log goes away right after the append', async () => {
  const { requestId: id } = await opened(quorumOf(2));
  jest.spyOn(service.runner, 'read').mockRejectedValueOnce(new Unavailable('The log'));
  expect((await refusal(service.approving.approve({ id }, callBy(bob)))).code).toBe('outcome-unknown');
  expect(await service.typesOf(id)).toEqual(['approval.opened', 'approval.decided']);
});

describe('a step that needs two approvals, approved by 50 callers at once', () => {
  it('counts two people, and is approved once', async () => {
    const { requestId: id } = await opened(quorumOf(2));
    const other = service.another();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (i % 2 ? service : other).approving
          .approve({ id }, callBy(caller(`m${i}`, 'managers')))
          .then(({ status }) => status, codeOf),
      ),
    );
    expect(await service.typesOf(id)).toEqual([
      'approval.opened',
      'approval.decided',
      'approval.decided',
      'approval.approved',
    ]);
    expect(outcomes.filter((one) => one === 200)).toHaveLength(2);
    expect(outcomes.filter((one) => one === 'not-pending')).toHaveLength(48);
  });

  it('counts one person once, even with 50 different keys', async () => {
    const { requestId: id } = await opened(quorumOf(2));
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        service.approving.approve({ id }, callBy(bob, `key-${i}`)).then(({ status }) => status, codeOf),
      ),
    );
    expect(outcomes.filter((one) => one === 200)).toHaveLength(1);
    expect(outcomes.filter((one) => one === 'already-decided')).toHaveLength(49);
    expect(await service.typesOf(id)).toEqual(['approval.opened', 'approval.decided']);
  });

  it('gives one person the same answer 50 times for one key', async () => {
    const { requestId: id } = await opened();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () =>
        service.approving.approve({ id, comment: 'ok' }, callBy(bob, 'key-1')),
      ),
    );
    expect(
      new Set(
        outcomes.map(
          ({ status, positions }) => `${status} ${positions.map(({ position }) => position).join()}`,
        ),
      ),
    ).toEqual(new Set(['200 3']));
    expect(await refusal(service.approving.approve({ id }, callBy(bob, 'key-1')))).toMatchObject({
      code: 'idempotency-key-reused',
    });
  });
});

describe('a cancellation at the same time as the last approval (rules.md#one-decider)', () => {
  it('is decided once: exactly one of the two ends the request', async () => {
    const other = service.another();
    for (let round = 0; round < 20; round++) {
      const { requestId: id } = await opened();
      const outcomes = await Promise.all([
        service.approving.approve({ id }, callBy(bob)).then(() => 'done', codeOf),
        other.cancelling.cancel({ id }, callBy(alice)).then(() => 'done', codeOf),
        other.rejecting.reject({ id }, callBy(carol)).then(() => 'done', codeOf),
      ]);
      expect(outcomes.sort()).toEqual(['done', 'not-pending', 'not-pending']);
      const types = await service.typesOf(id);
      expect(types.filter((type) => !['approval.opened', 'approval.decided'].includes(type))).toHaveLength(1);
    }
  });
});

/** The request service while the request is pending: it answers with the approval that it was given. */
const withApproval = (payload: unknown) => {
  const { id, approval } = payload as RequestOf<typeof requestRpc.withApproval>;
  const { outcome, currentStep, steps, decidedAt, you } = approval;
  return {
    representation: { id, status: 'pending', outcome, currentStep, steps, decidedAt, you },
    position: null,
  };
};

describe('the answer of a command (rules.md#settled-answer)', () => {
  it('is the request as the request service puts it together, with the current approval', async () => {
    const { requestId: id } = await opened(quorumOf(2));
    service.rpc.on(requestRpc.withApproval, withApproval);
    const answer = await service.approving.approve({ id, comment: 'ok', maxDuration: 'PT30M' }, callBy(bob));
    expect(answer.positions).toEqual([{ log: 'approval', position: 2 }]);
    expect(answer.representation).toMatchObject({
      id,
      status: 'pending',
      outcome: null,
      currentStep: 0,
      decidedAt: null,
      steps: [
        {
          status: 'pending',
          decisions: [
            {
              by: { id: 'bob', name: 'Name of bob', email: 'bob@example.com' },
              comment: 'ok',
              maxDuration: 'PT30M',
              mfa: false,
            },
          ],
        },
      ],
      you: { may: [], why: { code: 'already-decided' } },
    });
    expect(service.rpc.asked).toMatchObject([{ payload: { id }, metadata: { token: 'token of bob' } }]);
  });

  it('names the positions of the end in both logs, once the request has followed', async () => {
    const { requestId: id } = await opened();
    const followed = { id, status: 'approved' } as RequestView;
    const position = { log: 'request', position: 7 } as const;
    service.rpc.on(requestRpc.withApproval, () => ({ representation: followed, position }));
    const answer = await service.approving.approve({ id }, callBy(bob));
    expect(answer.representation).toBe(followed);
    expect(answer.positions).toEqual([{ log: 'approval', position: 3 }, position]);
    expect(service.rpc.asked).toMatchObject([{ payload: { approval: { outcome: 'approved' } } }]);
  });

  it('contains what this service knows while the request service is away', async () => {
    const logged = RecordingLog.install();
    const { requestId: id, data } = await opened();
    const call = callBy(bob, 'key-1');
    const { status, positions, representation } = await service.rejecting.reject({ id, comment: 'no' }, call);
    expect([status, positions]).toEqual([200, [{ log: 'approval', position: 3 }]]);
    expect(representation).toEqual({
      id,
      status: 'pending',
      outcome: 'rejected',
      version: 1,
      requester: { id: 'alice', name: null, email: null },
      resource: 'prod-db-eu',
      account: 'db-admin',
      duration: 'PT1H',
      justification: null,
      ticket: null,
      startsAt: null,
      policy: { id: data.policy.id, version: 1, name: 'production' },
      unmatched: false,
      currentStep: null,
      steps: [expect.objectContaining({ status: 'rejected' })],
      submittedAt: T0.toISOString(),
      expiresAt: data.expiresAt,
      decidedAt: T0.toISOString(),
      refusal: null,
      access: null,
      incomplete: true,
      you: { may: [], why: expect.objectContaining({ code: 'not-pending' }) as unknown },
    });
    expect(requestView.parse(representation)).toEqual(representation);
    expect(representation.steps[0]?.decisions).toMatchObject([
      { by: { name: 'Name of bob' }, comment: 'no' },
    ]);
    expect(await service.typesOf(id)).toEqual(['approval.opened', 'approval.decided', 'approval.rejected']);
    expect(logged.at('error')).toEqual([]);
    service.rpc.on(requestRpc.withApproval, withApproval);
    const repeated = await service.rejecting.reject({ id, comment: 'no' }, call);
    expect(repeated.representation).toMatchObject({ outcome: 'rejected' });
    expect(repeated.representation).not.toHaveProperty('incomplete');
    expect(await service.typesOf(id)).toHaveLength(3);
  });

  it.each<[string, Error]>([
    ['fails', new Refusal('internal', 500, 'Something failed.')],
    ['does not find the request', new NotFound('request')],
    ['gives an answer of another shape', new TypeError('not a request')],
  ])('contains what this service knows if the request service %s, which is logged', async (_, error) => {
    const logged = RecordingLog.install();
    const { requestId: id } = await opened();
    service.rpc.on(requestRpc.withApproval, () => Promise.reject(error));
    const { status, representation } = await service.approving.approve({ id }, callBy(bob));
    expect([status, representation.outcome, representation.incomplete]).toEqual([200, 'approved', true]);
    expect(logged.at('error')).toMatchObject([{ err: error }]);
  });
});

describe('a caller who may not see a request', () => {
  const stranger = callBy(caller('oscar', 'engineers'));

  it('gets not-found, whatever they do', async () => {
    const { requestId: id } = await opened();
    for (const attempt of [
      service.getting.get({ id }, stranger),
      service.approving.approve({ id }, stranger),
      service.rejecting.reject({ id }, stranger),
      service.cancelling.cancel({ id }, stranger),
    ]) {
      expect(await refusal(attempt)).toMatchObject({ code: 'not-found', status: 404 });
    }
    expect(await service.typesOf(id)).toEqual(['approval.opened']);
  });
});

describe('a second factor', () => {
  it('is asked for as RFC 9470 says, and accepted if the token proves it', async () => {
    const made = submission();
    made.data.policy.content.mfa = { ...made.data.policy.content.mfa, onApproval: true, maxAge: 'PT5M' };
    await service.openerProcess.handle(submittedEvent(made));
    const id = made.data.requestId;
    expect(await refusal(service.approving.approve({ id }, callBy(bob)))).toMatchObject({
      code: 'insufficient-user-authentication',
      status: 401,
      data: { error: 'insufficient_user_authentication', acr_values: 'countersign:mfa', max_age: 300 },
    });
    const strong = { ...bob, authentication: { methods: ['pwd', 'otp'], contextClass: null, at: T0 } };
    const { representation } = await service.approving.approve({ id }, callBy(strong));
    expect(representation.steps[0]?.decisions).toMatchObject([{ mfa: true }]);
  });
});

describe('a request whose TTL has passed', () => {
  it('cannot be decided any more, and shows as expired, whether or not that is recorded', async () => {
    const { requestId: id, data } = await opened();
    service.clock.set(data.expiresAt);
    expect(await refusal(service.approving.approve({ id }, callBy(bob)))).toMatchObject({
      code: 'not-pending',
      data: { status: 'expired' },
    });
    expect(await service.getting.get({ id }, callBy(bob))).toMatchObject({
      requestId: id,
      outcome: 'expired',
      decidedAt: data.expiresAt,
      steps: [{ status: 'closed' }],
      you: { may: [], why: { code: 'not-pending' } },
    });
    expect(count(await service.typesOf(id), 'approval.expired')).toBe(0);
  });
});
