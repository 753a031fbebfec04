import { Refusal } from '@countersign/contracts';
import { placeStream, requesterStream } from '@countersign/request-domain';
import { alice, bob, callBy, wish } from '../testing/fixtures.js';
import { memoryService } from '../testing/memory-service.js';
import type { RequestInstance } from '../testing/request-instance.js';

const MANY = 30;

/** Alice has many open requests; then the service restarts with an empty cache. */
async function restarted() {
  const service = memoryService();
  const open: string[] = [];
  for (let n = 0; n < MANY; n++) open.push(await service.submit({ resource: `db-${n}` }));
  const fresh = service.another();
  const reads = jest.spyOn(service.log, 'readStream');
  const readsOf = (stream: string): number => reads.mock.calls.filter(([one]) => one === stream).length;
  return { service, open, fresh, readsOf };
}

const submit = (by: RequestInstance, resource: string, who = alice): Promise<string> =>
  by.submitting.submit({ ...wish, resource }, callBy(who)).then(
    ({ representation }) => representation.id,
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

describe('a place in the cache of an instance', () => {
  it('is free again once another instance has recorded the end of the request that held it', async () => {
    const { service, open, fresh } = await restarted();
    expect(await submit(fresh, 'db-3')).toBe('duplicate-request');
    await service.decide(open[3]!, bob, 'reject');
    expect(await submit(fresh, 'db-3')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is taken once another instance has accepted a request for it', async () => {
    const { service, open, fresh } = await restarted();
    await fresh.follower.handle((await service.approvals.decide(open[3]!, bob, 'reject'))!);
    const taken = await service.submit({ resource: 'db-3' });
    const refusal = fresh.submitting.submit({ ...wish, resource: 'db-3' }, callBy(alice));
    await expect(refusal).rejects.toMatchObject({ data: { openRequestId: taken } });
  });
});

describe('right after a restart, with many open requests', () => {
  it('a submission for a taken place is refused, and names the request that holds it', async () => {
    const { open, fresh } = await restarted();
    const refusal = fresh.submitting.submit({ ...wish, resource: 'db-7' }, callBy(alice));
    await expect(refusal).rejects.toMatchObject({
      code: 'duplicate-request',
      status: 409,
      data: { openRequestId: open[7] },
    });
  });

  it('a submission for a free place is accepted, after one conflict and one read of each stream', async () => {
    const { service, fresh, readsOf } = await restarted();
    const appends = jest.spyOn(service.log, 'append');
    expect(await submit(fresh, 'db-new')).toMatch(/^[0-9a-f-]{36}$/);
    expect(appends).toHaveBeenCalledTimes(2);
    expect(readsOf(requesterStream(alice))).toBe(1);
    expect(readsOf(placeStream({ requester: alice, ...wish, resource: 'db-new' }))).toBe(1);
    expect(await submit(fresh, 'db-newer')).toMatch(/^[0-9a-f-]{36}$/);
    expect(appends).toHaveBeenCalledTimes(3);
    expect(readsOf(requesterStream(alice))).toBe(1);
  });

  it('a person without a history is accepted without any read', async () => {
    const { fresh, readsOf } = await restarted();
    expect(await submit(fresh, 'db-7', bob)).toMatch(/^[0-9a-f-]{36}$/);
    expect(readsOf(requesterStream(bob))).toBe(0);
  });

  it('many simultaneous submissions, for taken places and a free place, are each answered correctly', async () => {
    const { service, fresh } = await restarted();
    const another = service.another();
    const wished = Array.from({ length: 20 }, (_, n) => (n % 2 ? `db-${n}` : 'db-new'));
    const answers = await Promise.all(
      wished.map((resource, n) => submit(n % 4 < 2 ? fresh : another, resource)),
    );
    const accepted = answers.filter((answer) => answer !== 'duplicate-request');
    expect(accepted).toHaveLength(1);
    expect(wished[answers.indexOf(accepted[0]!)]).toBe('db-new');
    const submitted = (await service.log.readStream(requesterStream(alice))).length;
    expect(submitted).toBe(MANY + 1);
  });

  it('the outcome of an old request is followed, and frees its place', async () => {
    const { service, open, fresh } = await restarted();
    await fresh.follower.handle((await service.approvals.decide(open[3]!, bob, 'reject'))!);
    expect(await submit(fresh, 'db-3')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await submit(fresh, 'db-4')).toBe('duplicate-request');
  });
});
