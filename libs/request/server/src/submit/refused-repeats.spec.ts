import { Refusal } from '@countersign/contracts';
import type { Caller, RefusedAttempt, RequestRefused } from '@countersign/contracts';
import { alice, bob, callBy, T0, wish } from '../testing/fixtures.js';
import { memoryService } from '../testing/memory-service.js';
import type { MemoryService } from '../testing/memory-service.js';

const MINUTE = 60_000;

let service: MemoryService;
beforeEach(() => (service = memoryService({ policy: null })));

const at = (ms: number): void => service.clock.set(new Date(T0.getTime() + ms));

interface Sending {
  who?: Caller;
  by?: Pick<MemoryService, 'submitting'>;
  key?: string | null;
}

/** The id of the refusal that answers a submission. */
async function refused(
  body: Partial<typeof wish> = {},
  { who = alice, by = service, key = null }: Sending = {},
): Promise<string> {
  const answer: unknown = await by.submitting
    .submit({ ...wish, ...body }, callBy(who, key))
    .catch((error: unknown) => error);
  if (!(answer instanceof Refusal)) throw new Error('it was not refused');
  expect(answer).toMatchObject({ code: 'no-policy-applies', status: 403 });
  return answer.data.refusedRequestId as string;
}

/** Every recorded refusal and refused attempt with its count. */
async function recorded(): Promise<string[]> {
  const events = await service.log.readFrom(1, 100);
  return events.map(({ type, data }) => {
    const { count } = data as RequestRefused['data'] | RefusedAttempt['data'];
    return `${type} ${count}`;
  });
}

describe('a repeat of a refusal because no policy governs (rules.md#repeated-refusals)', () => {
  it('gets the id of the first refusal within a minute, in any spelling, and is not recorded', async () => {
    const first = await refused();
    at(MINUTE - 1);
    expect(await refused({ resource: 'PROD-DB-EU', account: 'DB-Admin' })).toBe(first);
    expect(await refused({ duration: 'PT2H' })).toBe(first);
    expect(await recorded()).toEqual(['request.refused 1']);
  });

  it('is counted in the next refusal', async () => {
    const first = await refused();
    for (let i = 0; i < 3; i++) await refused();
    at(MINUTE);
    const next = await refused();
    expect(next).not.toBe(first);
    expect(await refused()).toBe(next);
    at(2 * MINUTE);
    await refused();
    expect(await recorded()).toEqual(['request.refused 1', 'request.refused 4', 'request.refused 2']);
  });

  it('is recorded as a refused attempt if no refusal follows within a minute', async () => {
    await refused();
    at(MINUTE - 1);
    for (let i = 0; i < 3; i++) await refused();
    at(2 * MINUTE - 2);
    await service.attempts.sweep();
    expect(await recorded()).toEqual(['request.refused 1']);
    at(2 * MINUTE - 1);
    await service.attempts.sweep();
    await service.attempts.sweep();
    expect(await recorded()).toEqual(['request.refused 1', 'attempt.refused 3']);
    await refused();
    expect(await recorded()).toEqual(['request.refused 1', 'attempt.refused 3', 'request.refused 1']);
    const [, attempt] = await service.log.readFrom(1, 100);
    expect(attempt?.data).toMatchObject({
      by: { id: 'alice' },
      operation: 'request.submit',
      target: { requestId: null, resource: wish.resource, account: wish.account },
      code: 'no-policy-applies',
    });
  });

  it('is a repeat on every instance, and each instance counts its own', async () => {
    const other = service.another();
    const first = await refused();
    expect(await refused({}, { by: other })).toBe(first);
    expect(await refused({}, { by: other })).toBe(first);
    at(MINUTE);
    await refused();
    at(2 * MINUTE);
    await refused({}, { by: other });
    expect(await recorded()).toEqual(['request.refused 1', 'request.refused 1', 'request.refused 3']);
  });

  it('is known after midnight', async () => {
    const midnight = 15 * 60 * MINUTE;
    at(midnight - 1);
    const first = await refused();
    at(midnight + MINUTE - 2);
    expect(await refused()).toBe(first);
    at(midnight + MINUTE - 1);
    expect(await refused()).not.toBe(first);
    expect(await recorded()).toEqual(['request.refused 1', 'request.refused 2']);
  });

  it('is not a repeat for another person or other names', async () => {
    const ids = [
      await refused(),
      await refused({}, { who: bob }),
      await refused({ resource: 'prod-db-us' }),
      await refused({ account: 'root' }),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(await recorded()).toEqual(Array(4).fill('request.refused 1'));
  });

  it('with the key of a recorded refusal gets that refusal, and is not counted', async () => {
    const first = await refused({}, { key: 'key-1' });
    at(2 * MINUTE);
    expect(await refused({}, { key: 'key-1' })).toBe(first);
    await refused();
    expect(await recorded()).toEqual(['request.refused 1', 'request.refused 1']);
  });

  it('is counted once its refusal can be recorded, if the log failed before', async () => {
    await refused();
    await refused();
    at(MINUTE);
    jest.spyOn(service.log, 'append').mockRejectedValueOnce(new Error('the log is broken'));
    await expect(service.submitting.submit(wish, callBy(alice))).rejects.toThrow('the log is broken');
    await refused();
    expect(await recorded()).toEqual(['request.refused 1', 'request.refused 2']);
  });
});
