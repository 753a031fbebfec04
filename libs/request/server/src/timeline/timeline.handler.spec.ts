import { approvalInternalRpc, Refusal, requestRpc } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { LogUnavailable } from '@countersign/event-log';
import { alice, bob, callBy, caller, ORIGIN } from '../testing/fixtures.js';
import { memoryService } from '../testing/memory-service.js';
import type { MemoryService } from '../testing/memory-service.js';

const frank: Caller = { ...caller('frank'), roles: ['auditor'] };
const erin: Caller = { ...caller('erin'), roles: ['policy-admin'] };
const oscar = caller('oscar', 'engineers');

const timeline = (service: MemoryService, id: string, who = alice) =>
  service.timeline.timeline({ id }, callBy(who));
const raw = (service: MemoryService, id: string, who = alice) =>
  service.timeline.rawTimeline({ id }, callBy(who));
const refusalOf = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof Refusal ? { code: error.code, status: error.status } : error),
  );

let service: MemoryService;
let id: string;
beforeEach(async () => {
  service = memoryService();
  id = await service.submit({ justification: 'disk is full' });
  await service.decide(id, bob, 'approve', 'fine with me');
});

describe('the timeline of a request', () => {
  it('shows an act as soon as it is recorded', async () => {
    expect((await timeline(service, id)).items.map(({ act }) => act)).toEqual(['submitted', 'approved']);
    await service.checkingOut.checkOut({ id }, callBy(alice));
    const { items } = requestRpc.timeline.response.parse(await timeline(service, id));
    expect(items.map(({ act }) => act)).toEqual(['submitted', 'approved', 'checked-out']);
  });

  it.each([
    ['its requester', alice],
    ['an approver', bob],
    ['an auditor', frank],
    ['a policy admin', erin],
  ])('is shown to %s', async (_, who) => {
    expect((await timeline(service, id, who)).items).toHaveLength(2);
    expect((await raw(service, id, who)).items).toHaveLength(6);
  });

  it('is 404 for everybody else, and for an unknown request', async () => {
    const nothing = { code: 'not-found', status: 404 };
    const nowhere = '01990000-0000-7000-8000-00000000dead';
    for (const read of [timeline, raw]) {
      expect(await refusalOf(read(service, id, oscar))).toEqual(nothing);
      expect(await refusalOf(read(service, nowhere, frank))).toEqual(nothing);
    }
  });

  it('does not ask the approval service on behalf of a person who may not see the request', async () => {
    service.rpc.asked.length = 0;
    await refusalOf(raw(service, id, oscar));
    expect(service.rpc.asked).toEqual([]);
  });

  it('is 503 while the approval service does not answer, never an incomplete list', async () => {
    service.rpc.silence(approvalInternalRpc.events);
    for (const read of [timeline, raw])
      expect(await refusalOf(read(service, id))).toEqual({ code: 'unavailable', status: 503 });
  });

  it('is 503 while the request log does not answer, even if that log has just said who may see the request', async () => {
    const read = service.log.readStream.bind(service.log);
    const answers = jest.spyOn(service.log, 'readStream');
    const gone = new LogUnavailable('gone');
    for (const fail of [() => true, (afterVersion: number | undefined) => afterVersion === undefined]) {
      answers.mockImplementation((stream, after) =>
        fail(after) ? Promise.reject(gone) : read(stream, after),
      );
      for (const show of [timeline, raw])
        expect(await refusalOf(show(service, id))).toEqual({ code: 'unavailable', status: 503 });
    }
  });

  it('does not need the approval service for a request without a policy', async () => {
    const unmatched = { outcome: 'granted' as const, maxDuration: 'PT2H' };
    const granting = memoryService({ policy: null, unmatched });
    const granted = await granting.submit();
    granting.rpc.silence(approvalInternalRpc.events);
    expect((await timeline(granting, granted)).items).toHaveLength(1);
    expect((await raw(granting, granted)).items).toHaveLength(2);
  });
});

describe('the raw timeline', () => {
  const TYPES = [
    'request.submitted',
    'approval.opened',
    'approval.decided',
    'approval.approved',
    'request.approved',
    'access.granted',
  ];

  it('has the events of both logs as recorded, each after its cause', async () => {
    const { items } = requestRpc.rawTimeline.response.parse(await raw(service, id, frank));
    expect(items.map(({ type }) => type)).toEqual(TYPES);
    const [recorded] = await service.eventsOf(id);
    const { recordedAt: at, private: _, erasedAt: __, ...fields } = recorded!;
    expect(items[0]).toMatchObject({ ...fields, log: 'request', at });
  });

  it('shows address and user agent to auditors', async () => {
    const { items } = await raw(service, id, frank);
    const byPeople = items.filter(({ actor }) => actor.kind === 'person');
    expect(byPeople).toHaveLength(3);
    for (const { private: texts } of byPeople) expect(texts).toMatchObject(ORIGIN);
  });

  it.each([
    ['its requester', alice],
    ['an approver', bob],
    ['a policy admin', erin],
  ])('shows names and texts to %s, and neither address nor user agent', async (_, who) => {
    const { items } = await raw(service, id, who);
    expect(items.map(({ private: texts }) => texts)).toEqual([
      { name: 'Alice Example', email: 'alice@mail.example', justification: 'disk is full' },
      null,
      { name: 'Bob Example', email: 'bob@mail.example', comment: 'fine with me' },
      { name: 'Bob Example', email: 'bob@mail.example' },
      null,
      null,
    ]);
    for (const text of Object.values(ORIGIN)) expect(JSON.stringify(items)).not.toContain(text);
  });

  it('never shows the salt, which keeps a private text from being guessed from its hash', async () => {
    const [recorded] = await service.eventsOf(id);
    expect(recorded?.private?.salt).toMatch(/^[\w-]{22}$/);
    expect(JSON.stringify((await raw(service, id, frank)).items)).not.toContain(recorded!.private!.salt);
  });

  it('has null for erased texts, and the time of the erasure', async () => {
    await service.erase();
    const [submitted] = (await raw(service, id, frank)).items;
    expect(submitted).toMatchObject({ private: null, erasedAt: expect.any(String) as string });
    expect(submitted?.privateHash).toMatch(/^[0-9a-f]{64}$/);
  });
});
