import { Refusal } from '@countersign/contracts';
import type { Caller, RefusedAttempt } from '@countersign/contracts';
import { alice, bob, callBy, caller, governing } from './testing/fixtures.js';
import { memoryService } from './testing/memory-service.js';
import type { MemoryService } from './testing/memory-service.js';

const erin: Caller = { ...caller('erin'), roles: ['policy-admin'] };

let service: MemoryService;
beforeEach(() => {
  service = memoryService({ policy: governing({ checkOut: { exclusive: true } }) });
});

/** An approved access of this person. */
async function accessOf(who: Caller): Promise<string> {
  const id = await service.submit({}, who);
  await service.decide(id, erin);
  return id;
}
const checkOut = (id: string, who: Caller) => service.checkingOut.checkOut({ id }, callBy(who));
const checkIn = (id: string, who: Caller) => service.checkingIn.checkIn({ id }, callBy(who));

/** The sentence that the person reads, and the recorded sentence. */
async function refused(attempt: Promise<unknown>) {
  const error: unknown = await attempt.catch((thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw new Error('it was not refused');
  const { position } = await service.log.head();
  const [event] = await service.log.readFrom(position, 1);
  expect(event).toMatchObject({ type: 'attempt.refused', data: { code: error.code } });
  return { message: error.message, data: event!.data as RefusedAttempt['data'] };
}

it('a submission with a name that may be mistaken for another is recorded as a refused attempt', async () => {
  const lookalike = 'prod-db-\u0435u';
  const { data } = await refused(service.submit({ resource: lookalike }));
  expect(data).toMatchObject({
    code: 'confusable-name',
    operation: 'request.submit',
    target: { resource: lookalike },
  });
});

describe('a refusal that names a person is recorded with the id only', () => {
  it('account-in-use', async () => {
    const theirs = await accessOf(bob);
    await checkOut(await accessOf(alice), alice);
    const { message, data } = await refused(checkOut(theirs, bob));
    expect(message).toContain('Alice Example has it exclusively');
    expect(data.detail).toContain('alice has it exclusively');
  });

  it('access-over, by check-in', async () => {
    const id = await accessOf(alice);
    await checkOut(id, alice);
    await checkIn(id, alice);
    const { message, data } = await refused(checkOut(id, alice));
    expect(message).toContain('Alice Example checked it in');
    expect(data.detail).toContain('alice checked it in');
  });

  it('access-over, by revocation', async () => {
    const id = await accessOf(alice);
    await service.revoking.revoke({ id, reason: 'incident' }, callBy(erin));
    const { message, data } = await refused(checkOut(id, alice));
    expect(message).toContain('Erin Example revoked it');
    expect(data.detail).toContain('erin revoked it');
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['check-out', (id) => checkOut(id, bob)],
    ['check-in', (id) => checkIn(id, bob)],
    ['revocation', (id) => service.revoking.revoke({ id, reason: 'mine' }, callBy(bob))],
  ])('not-the-requester, at %s', async (_, attempt) => {
    const { message, data } = await refused(attempt(await accessOf(alice)));
    expect(message).toContain('Only Alice Example, who made this request,');
    expect(data.detail).toContain('Only alice, who made this request,');
  });

  afterEach(async () => {
    for (const { type, data } of await service.log.readFrom(1, 100))
      expect([type, JSON.stringify(data)]).toEqual([
        type,
        expect.not.stringMatching(/Example|mail\.example|incident|mine/) as string,
      ]);
  });
});
