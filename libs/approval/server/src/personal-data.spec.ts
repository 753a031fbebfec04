import { eventCatalogue, Refusal } from '@countersign/contracts';
import type { Caller, PersonalDataErased, RecordedEvent } from '@countersign/contracts';
import { approvalStreamsOf } from '@countersign/approval-domain';
import { InMemoryEventLog, LogUnavailable, processCommand } from '@countersign/event-log';
import { FixedClock } from '@countersign/platform';
import { approvalInstance } from './testing/approval-service.js';
import {
  alice,
  bob,
  callBy,
  caller,
  carol,
  origin,
  quorumOf,
  submission,
  submittedEvent,
  T0,
} from './testing/fixtures.js';
import type { Submission } from './opener.js';

const dave = caller('dave', 'managers');
const stranger = caller('oscar', 'engineers');

let log: InMemoryEventLog;
let service: ReturnType<typeof approvalInstance>;
beforeEach(() => {
  log = new InMemoryEventLog('approval', { now: () => T0 });
  service = approvalInstance(log, new FixedClock(T0));
});

async function opened(...of: Parameters<typeof submission>): Promise<Submission['data']> {
  const made = submission(...of);
  await service.openerProcess.handle(submittedEvent(made));
  return made.data;
}

async function refusalOf(attempt: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const events = (): Promise<RecordedEvent[]> => log.readFrom(1, 100);
const ofType = async (type: string): Promise<RecordedEvent[]> =>
  (await events()).filter((event) => event.type === type);

/** A log with every event type that the context writes, including comments and refused attempts. */
async function busy(): Promise<void> {
  const approved = await opened(quorumOf(2));
  await service.approving.approve(
    { id: approved.requestId, comment: 'comment on the first approval' },
    callBy(bob),
  );
  await refusalOf(
    service.approving.approve({ id: approved.requestId, comment: 'a comment refused' }, callBy(bob)),
  );
  await service.approving.approve(
    { id: approved.requestId, comment: 'comment on the last approval' },
    callBy(carol),
  );
  const rejected = await opened();
  await service.rejecting.reject(
    { id: rejected.requestId, comment: 'comment on the rejection' },
    callBy(bob),
  );
  await refusalOf(service.approving.approve({ id: rejected.requestId }, callBy(carol)));
  const cancelled = await opened();
  await refusalOf(service.cancelling.cancel({ id: cancelled.requestId }, callBy(bob)));
  await service.cancelling.cancel(
    { id: cancelled.requestId, comment: 'comment on the cancellation' },
    callBy(alice),
  );
  await refusalOf(service.approving.approve({ id: cancelled.requestId }, callBy(dave)));
  await refusalOf(service.approving.approve({ id: cancelled.requestId }, callBy(stranger)));
  const expired = await opened(quorumOf(1), T0);
  const deadline = {
    key: expired.requestId,
    eventId: expired.requestId,
    correlationId: expired.requestId,
  };
  await service.expiry.handle(deadline, T0);
}

/** Erases these people's texts and the personal data from their tokens. */
async function erase(...people: Caller[]): Promise<void> {
  const ids = people.map(({ id }) => id);
  const theirs = (await events()).filter(({ actor }) => actor.kind === 'person' && ids.includes(actor.id));
  const event: PersonalDataErased = {
    type: 'personal_data.erased',
    schemaVersion: 1,
    data: {
      ranges: theirs.map(({ position }) => [position, position]),
      person: null,
      before: T0.toISOString(),
      by: 'operator',
      reason: 'old enough',
    },
  };
  const streams = approvalStreamsOf(event);
  await log.erase({
    command: processCommand('erase', 'once', 0),
    result: { status: 200, code: null, ids: {} },
    events: [{ event, streams }],
    expected: streams.map((stream) => ({ stream, version: 0 })),
    actor: { kind: 'service', id: 'migrate' },
    personal: null,
    correlationId: 'erasure',
    causationId: null,
    traceparent: null,
  });
}

describe('the approval log', () => {
  beforeEach(busy);

  it('contains every event type except the erasure, so that the tests below cover each', async () => {
    const catalogued = eventCatalogue.filter(({ log }) => log === 'approval').map(({ type }) => type);
    const types = new Set((await events()).map(({ type }) => type));
    expect([...types, 'personal_data.erased'].sort()).toEqual(catalogued.sort());
  });

  it('contains no name, e-mail address, comment, IP address or user agent in the hashed text of any event', async () => {
    const hashed = (await log.readStored(1, 100)).map(({ body }) => body);
    const personal = /Name of|@example\.com|comment on|a comment refused|192\.0\.2\.7|curl/;
    expect(hashed.filter((body) => personal.test(body))).toEqual([]);
  });

  it('contains each comment once, in the private text of the decision or the cancellation', async () => {
    const spoken = (await events()).filter(({ private: texts }) => texts?.comment !== undefined);
    expect(
      spoken.map(({ type, actor, private: texts }) => [type, (actor as { id: string }).id, texts?.comment]),
    ).toEqual([
      ['approval.decided', 'bob', 'comment on the first approval'],
      ['approval.decided', 'carol', 'comment on the last approval'],
      ['approval.decided', 'bob', 'comment on the rejection'],
      ['approval.cancelled', 'alice', 'comment on the cancellation'],
    ]);
    const everything = JSON.stringify(await log.readStored(1, 100));
    for (const { private: texts } of spoken) expect(everything.split(texts!.comment!)).toHaveLength(2);
    expect(everything).not.toContain('a comment refused');
  });

  it('contains name, e-mail address, IP address and user agent of every actor in the private text of the event', async () => {
    for (const { type, actor, private: texts } of await events()) {
      if (actor.kind === 'service') {
        expect([type, texts]).toEqual([expect.stringMatching(/opened|expired/), null]);
        continue;
      }
      const { id } = actor;
      expect(texts).toMatchObject({ name: `Name of ${id}`, email: `${id}@example.com`, ...origin });
    }
  });

  it('names request, requester, resource, account and policy version in each event of a request', async () => {
    const ofRequests = (await events()).filter(({ type }) => type.startsWith('approval.'));
    for (const { data, correlationId } of ofRequests) {
      expect(data).toMatchObject({
        requestId: correlationId,
        requester: { issuer: alice.issuer, id: 'alice' },
        resource: 'prod-db-eu',
        account: 'db-admin',
        policy: { id: expect.any(String) as unknown, version: 1 },
      });
    }
  });

  it('names people in the reason of a refused attempt by id only', async () => {
    const attempts = await ofType('attempt.refused');
    expect(
      attempts.map(({ data }) => [(data['by'] as { id: string }).id, data['code'], data['detail']]),
    ).toEqual([
      ['bob', 'already-decided', expect.stringContaining('You have already decided on this step')],
      ['carol', 'not-pending', expect.stringContaining(': bob rejected it at')],
      ['bob', 'not-the-requester', 'Only alice, who made this request, may cancel it.'],
      ['dave', 'not-pending', expect.stringContaining(': alice cancelled it at')],
      ['oscar', 'not-found', expect.stringContaining('no such request')],
    ]);
  });
});

it('shows a person who decides on two steps with the comment of each decision', async () => {
  const made = submission([...quorumOf(1), ...quorumOf(1)]);
  made.data.policy.content.distinctApprovers = false;
  await service.openerProcess.handle(submittedEvent(made));
  const { requestId: id } = made.data;
  await service.approving.approve({ id, comment: 'first' }, callBy(bob));
  await service.approving.approve({ id, comment: 'second' }, callBy(bob));
  const { steps } = await service.getting.get({ id }, callBy(bob));
  expect(steps.map(({ decisions }) => decisions.map(({ comment }) => comment))).toEqual([
    ['first'],
    ['second'],
  ]);
});

describe('after an erasure', () => {
  it('a decision shows no name and no comment, and since when', async () => {
    const { requestId: id } = await opened(quorumOf(2));
    await service.approving.approve({ id, comment: 'fine' }, callBy(bob));
    const before = await service.getting.get({ id }, callBy(carol));
    expect(before.steps[0]?.decisions).toMatchObject([
      { by: { id: 'bob', name: 'Name of bob', email: 'bob@example.com' }, comment: 'fine' },
    ]);
    await erase(bob);
    const erasedAt = T0.toISOString();
    const after = await service.getting.get({ id }, callBy(carol));
    expect(after).toEqual({
      ...before,
      steps: [
        {
          ...before.steps[0],
          decisions: [
            {
              ...before.steps[0]?.decisions[0],
              by: { id: 'bob', name: null, email: null, erasedAt },
              comment: null,
              erasedAt,
            },
          ],
        },
      ],
    });
  });

  it('the person still counts once, and another person can complete the step', async () => {
    const { requestId: id } = await opened(quorumOf(2));
    await service.approving.approve({ id, comment: 'fine' }, callBy(bob));
    await erase(bob);
    expect((await refusalOf(service.approving.approve({ id }, callBy(bob))))?.code).toBe('already-decided');
    await service.approving.approve({ id }, callBy(carol));
    expect(await service.typesOf(id)).toEqual([
      'approval.opened',
      'approval.decided',
      'approval.decided',
      'approval.approved',
    ]);
  });

  it('a request that has ended names the person who ended it by id', async () => {
    const { requestId: id } = await opened();
    await service.rejecting.reject({ id, comment: 'no' }, callBy(bob));
    await erase(bob);
    const { outcome, you } = await service.getting.get({ id }, callBy(carol));
    expect(outcome).toBe('rejected');
    expect(you.why?.detail).toContain(': bob rejected it at');
  });
});

describe('the events for the timeline', () => {
  it('are all recorded events of the approval, with private texts but without their salt', async () => {
    const { requestId: id } = await opened();
    await opened();
    await service.approving.approve({ id, comment: 'fine' }, callBy(bob));
    const { events: given } = await service.events.events({ id });
    expect(given.map(({ log, position, type }) => [log, position, type])).toEqual([
      ['approval', 1, 'approval.opened'],
      ['approval', 3, 'approval.decided'],
      ['approval', 4, 'approval.approved'],
    ]);
    const known = { name: 'Name of bob', email: 'bob@example.com', ...origin };
    expect(given.map(({ private: texts }) => texts)).toEqual([null, { ...known, comment: 'fine' }, known]);
  });

  it('are none before the approval has opened', async () => {
    expect(await service.events.events({ id: submission().data.requestId })).toEqual({ events: [] });
  });

  it('are unavailable while the log does not answer', async () => {
    jest.spyOn(log, 'readStream').mockRejectedValueOnce(new LogUnavailable('down'));
    expect(await refusalOf(service.events.events({ id: submission().data.requestId }))).toMatchObject({
      code: 'unavailable',
      status: 503,
    });
  });
});
