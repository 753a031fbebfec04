import type { RecordedEventView, TimelineItem } from '@countersign/contracts';
import { alice, bob, callBy, caller, governing, T0 } from '../testing/fixtures.js';
import { memoryService } from '../testing/memory-service.js';
import type { MemoryService, MemoryServiceOptions } from '../testing/memory-service.js';
import { actsOf } from './acts.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const carol = caller('carol', 'security');
const dave = caller('dave', 'security');
const twoSteps = governing({
  steps: [
    { name: 'Manager Review', approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 },
    { name: 'Security Review', approvers: [{ type: 'group', id: 'security' }], requiredApprovals: 2 },
  ],
});

/** The acts of what was done with one request; a minute passes before everything that is done. */
async function actsAfter(
  doing: (service: MemoryService, id: string, pass: (ms?: number) => void) => Promise<void>,
  { aheadMs, ...options }: MemoryServiceOptions & { aheadMs?: number } = {},
): Promise<TimelineItem[]> {
  const service = memoryService(options);
  const id = await service.submit({ justification: 'disk is full' });
  await doing(service, id, (ms = MINUTE) => service.clock.advance(ms));
  const { request, approval } = await service.logsOf(id, aheadMs);
  return actsOf(request, approval);
}

const briefly = (items: TimelineItem[]) =>
  items.map(({ act, events }) => `${act}: ${events.map(({ type }) => type).join(' ')}`);
const last = (items: TimelineItem[]): TimelineItem => items.at(-1)!;

/** Two steps and three approvals, check-out and check-in. */
async function lifecycle(service: MemoryService, id: string, pass: () => void): Promise<void> {
  pass();
  await service.decide(id, bob, 'approve', 'fine with me');
  pass();
  await service.decide(id, carol);
  pass();
  await service.decide(id, dave);
  pass();
  await service.checkingOut.checkOut({ id }, callBy(alice));
  pass();
  await service.checkingIn.checkIn({ id }, callBy(alice));
}

const LIFECYCLE = [
  'submitted: request.submitted approval.opened',
  'approved: approval.decided',
  'approved: approval.decided',
  'approved: approval.decided approval.approved request.approved access.granted',
  'checked-out: access.checked_out',
  'checked-in: access.checked_in',
];

describe('request, three approvals in two steps, check-out and check-in', () => {
  it('are exactly six acts, with the ten events of both logs', async () => {
    const items = await actsAfter(lifecycle, { policy: twoSteps });
    expect(briefly(items)).toEqual(LIFECYCLE);
    expect(items.flatMap(({ events }) => events)).toHaveLength(10);
  });

  it('say when, by whom, on which step and with which words', async () => {
    const items = await actsAfter(lifecycle, { policy: twoSteps });
    const at = (minutes: number) => new Date(T0.getTime() + minutes * MINUTE).toISOString();
    const person = ({ id, name, email }: typeof alice) => ({ kind: 'person', id, name, email });
    expect(items.map(({ events: _, text: __, act: ___, ...item }) => item)).toEqual([
      { at: at(0), actor: person(alice), comment: 'disk is full', step: null },
      { at: at(1), actor: person(bob), comment: 'fine with me', step: 0 },
      { at: at(2), actor: person(carol), comment: null, step: 1 },
      { at: at(3), actor: person(dave), comment: null, step: 1 },
      { at: at(4), actor: person(alice), comment: null, step: null },
      { at: at(5), actor: person(alice), comment: null, step: null },
    ]);
  });

  it('are told in plain sentences', async () => {
    expect((await actsAfter(lifecycle, { policy: twoSteps })).map(({ text }) => text)).toEqual([
      'Alice Example asked for the account db-admin on prod-db-eu.',
      'Bob Example approved step 1 (Manager Review).',
      'Carol Example approved step 2 (Security Review).',
      'Dave Example approved step 2 (Security Review); the request was approved, and access was granted.',
      'Alice Example checked the access out, until 2026-03-01T10:03:00.000Z at the latest.',
      'Alice Example checked the access in.',
    ]);
  });

  it('name each event by log, position, type and hash', async () => {
    const service = memoryService({ policy: twoSteps });
    const id = await service.submit();
    await lifecycle(service, id, () => undefined);
    const { request, approval } = await service.logsOf(id);
    const recorded = [...request, ...approval].map(({ log, position, type, hash }) => ({
      log,
      position,
      type,
      hash,
    }));
    const shown = actsOf(request, approval).flatMap(({ events }) => events);
    expect(shown).toHaveLength(recorded.length);
    expect(shown).toEqual(expect.arrayContaining(recorded));
  });
});

describe('each way in which a request or its access ends', () => {
  it('rejected', async () => {
    const items = await actsAfter((service, id) => service.decide(id, bob, 'reject', 'not today'));
    expect(briefly(items).slice(1)).toEqual([
      'rejected: approval.decided approval.rejected request.rejected',
    ]);
    expect(last(items)).toMatchObject({
      actor: { id: 'bob' },
      comment: 'not today',
      step: 0,
      text: 'Bob Example rejected the request at step 1.',
    });
  });

  it('cancelled', async () => {
    const items = await actsAfter((service, id) => service.cancel(id, alice, 'done without'));
    expect(briefly(items).slice(1)).toEqual(['cancelled: approval.cancelled request.cancelled']);
    expect(last(items)).toMatchObject({
      actor: { id: 'alice' },
      comment: 'done without',
      step: null,
      text: 'Alice Example cancelled the request.',
    });
  });

  it('expired', async () => {
    const items = await actsAfter((service, id) => service.expire(id));
    expect(briefly(items).slice(1)).toEqual(['expired: approval.expired request.expired']);
    expect(last(items)).toMatchObject({
      actor: { kind: 'service', id: 'approval', name: 'approval', email: null },
      comment: null,
      text: 'The request expired before enough people had approved it.',
    });
  });

  it('revoked', async () => {
    const items = await actsAfter(async (service, id) => {
      await service.decide(id, bob);
      await service.revoking.revoke({ id, reason: 'incident' }, callBy(alice));
    });
    expect(briefly(items).slice(2)).toEqual(['revoked: access.revoked']);
    expect(last(items)).toMatchObject({
      comment: 'incident',
      text: 'Alice Example revoked the access.',
    });
  });

  it('ended', async () => {
    const items = await actsAfter(async (service, id, pass) => {
      await service.decide(id, bob);
      await service.checkingOut.checkOut({ id }, callBy(alice));
      pass(HOUR);
      await service.elapse(id);
    });
    expect(briefly(items).slice(2)).toEqual(['checked-out: access.checked_out', 'ended: access.ended']);
    expect(last(items)).toMatchObject({
      actor: { kind: 'service', id: 'request' },
      text: 'The access ended.',
    });
  });

  it('ended unused', async () => {
    const policy = governing({ accessStarts: 'check-out', useBy: 'PT2H' });
    const items = await actsAfter(
      async (service, id, pass) => {
        await service.decide(id, bob);
        pass(2 * HOUR);
        await service.elapse(id);
      },
      { policy },
    );
    expect(briefly(items).slice(2)).toEqual(['ended: access.ended']);
    expect(last(items).text).toBe('The access ended unused.');
  });
});

describe('a window that was granted ahead', () => {
  it('opens in an act of its own, though its grant set the deadline', async () => {
    const service = memoryService();
    const id = await service.submit({ startsAt: new Date(T0.getTime() + HOUR).toISOString() });
    await service.decide(id, bob);
    service.clock.advance(HOUR);
    await service.elapse(id);
    const { request, approval } = await service.logsOf(id);
    const items = actsOf(request, approval);
    expect(briefly(items).slice(2)).toEqual(['opened: access.opened']);
    expect(last(items).text).toBe('The access window opened.');
  });
});

describe('a request without a policy', () => {
  const submittedAlone = async (service: MemoryService) => {
    const key = await service.submit().catch(() => undefined);
    const [first] = await service.log.readFrom(1, 1);
    const id = key ?? (first?.data as { requestId: string }).requestId;
    const { request } = await service.logsOf(id);
    return actsOf(request, []);
  };

  it('that was refused is one act, with the reason', async () => {
    const items = await submittedAlone(memoryService({ policy: null }));
    expect(briefly(items)).toEqual(['refused: request.refused']);
    expect(last(items).text).toBe(
      'Alice Example asked for the account db-admin on prod-db-eu; the request was refused: No enabled policy governs the account db-admin on the resource prod-db-eu, so nobody may approve its use.',
    );
  });

  it.each([
    [1, ''],
    [2, ' The same was refused once more since the refusal before.'],
    [4, ' The same was refused 3 more times since the refusal before.'],
  ])('that was refused says whether it counts repeats: %i', async (count, sentence) => {
    const service = memoryService({ policy: null });
    for (let n = 0; n < count; n++) await service.submit().catch(() => undefined);
    service.clock.advance(60_000);
    await service.submit().catch(() => undefined);
    const [, again] = await service.log.readFrom(1, 10);
    const { request } = await service.logsOf((again?.data as { requestId: string }).requestId);
    expect(last(actsOf(request, [])).text).toMatch(new RegExp(`may approve its use\\.${sentence}$`));
  });

  it('that was granted is one act', async () => {
    const unmatched = { outcome: 'granted' as const, maxDuration: 'PT2H' };
    const items = await submittedAlone(memoryService({ policy: null, unmatched }));
    expect(briefly(items)).toEqual(['granted-without-policy: request.unmatched access.granted']);
    expect(last(items).text).toBe(
      'Alice Example asked for the account db-admin on prod-db-eu; no policy governs this, and access was granted without approval.',
    );
  });
});

describe('the sentence of an approval', () => {
  /** The approval, with some members of its decision as given. */
  async function approvalWith(decision: object): Promise<string> {
    const service = memoryService();
    const id = await service.submit();
    await service.approvals.decide(id, bob, 'approve');
    const { request, approval } = await service.logsOf(id);
    const changed = approval.map((event) =>
      event.type === 'approval.decided'
        ? { ...event, data: { ...event.data, decision: { ...(event.data.decision as object), ...decision } } }
        : event,
    );
    return last(actsOf(request, changed)).text;
  }

  it('names the maximum duration', async () => {
    expect(await approvalWith({ maxDuration: 'PT30M' })).toBe(
      'Bob Example approved step 1, for at most PT30M; the request was approved.',
    );
  });

  it("marks the approval of one's own request", async () => {
    expect(await approvalWith({ selfApproval: true })).toBe(
      'Bob Example approved step 1 of their own request; the request was approved.',
    );
  });

  it('says only what is on record: access is not granted until the request has followed', async () => {
    expect(await approvalWith({})).toBe('Bob Example approved step 1; the request was approved.');
  });
});

describe('an event of a type that this build does not know', () => {
  const unknown = (like: RecordedEventView, more: Partial<RecordedEventView>): RecordedEventView => ({
    ...like,
    id: '01990000-0000-7000-8000-00000000dead',
    type: 'approval.reconsidered',
    ...more,
  });

  it.each([
    ['that a person caused', null],
    ['that a known event caused', 'request.submitted'],
  ])('%s is a separate act', async (_, cause) => {
    const service = memoryService({ policy: twoSteps });
    const id = await service.submit();
    await lifecycle(service, id, () => service.clock.advance(MINUTE));
    const { request, approval } = await service.logsOf(id);
    const causationId = request.find(({ type }) => type === cause)?.id ?? null;
    const strange = unknown(approval[1]!, { position: 99, causationId });
    const items = actsOf(request, [...approval, strange]);
    const others = items.filter(({ act }) => act === 'other');
    expect(briefly(others)).toEqual(['other: approval.reconsidered']);
    expect(others[0]).toMatchObject({ text: 'approval.reconsidered', actor: { id: 'bob' }, step: null });
    expect(briefly(items.filter(({ act }) => act !== 'other'))).toEqual(LIFECYCLE);
  });

  it('contains no known event: an event that it caused is a separate act', async () => {
    const service = memoryService();
    const id = await service.submit();
    const { request, approval } = await service.logsOf(id);
    const strange = unknown(approval[0]!, { position: 2, causationId: approval[0]!.id });
    const orphan = { ...approval[0]!, id: 'orphan', position: 3, causationId: 'of another log' };
    expect(briefly(actsOf(request, [...approval, strange, orphan]))).toEqual([
      'submitted: request.submitted approval.opened',
      'other: approval.reconsidered',
      'other: approval.opened',
    ]);
  });
});

describe('clocks of the two databases that differ', () => {
  it.each([-30, -2, -1, 1, 2, 30])(
    'by %i minutes: the same events are in the same acts, in the same order',
    async (minutes) => {
      const aheadMs = minutes * MINUTE;
      expect(briefly(await actsAfter(lifecycle, { policy: twoSteps, aheadMs }))).toEqual(LIFECYCLE);
    },
  );
});

describe('erased texts', () => {
  it('are null, with the time at which they were erased; the id takes the place of the name', async () => {
    const service = memoryService();
    const id = await service.submit({ justification: 'disk is full' });
    await service.decide(id, bob, 'approve', 'fine with me');
    await service.revoking.revoke({ id, reason: 'incident' }, callBy(alice));
    service.clock.advance(MINUTE);
    await service.erase();
    const { request, approval } = await service.logsOf(id);
    const items = actsOf(request, approval);
    const erasedAt = new Date(T0.getTime() + MINUTE).toISOString();
    const nobody = { kind: 'person', id: 'alice', name: null, email: null, erasedAt };
    expect(items[0]).toMatchObject({
      actor: nobody,
      comment: null,
      erasedAt,
      text: 'alice asked for the account db-admin on prod-db-eu.',
    });
    expect(items[1]).toMatchObject({ actor: { name: 'Bob Example' }, comment: 'fine with me' });
    expect(items[1]).not.toHaveProperty('erasedAt');
    expect(items[2]).toMatchObject({
      actor: nobody,
      comment: null,
      erasedAt,
      text: 'alice revoked the access.',
    });
  });
});
