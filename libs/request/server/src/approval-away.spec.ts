import { approvalRpc, Refusal, requestView } from '@countersign/contracts';
import { alice, bob, callBy } from './testing/fixtures.js';
import { memoryService } from './testing/memory-service.js';
import type { MemoryService } from './testing/memory-service.js';

let service: MemoryService;
let id: string;
beforeEach(async () => {
  service = memoryService();
  id = await service.submit({ justification: 'disk is full' });
});

const view = () => service.getting.get({ id }, callBy(alice));
const away = (): void => service.rpc.silence(approvalRpc.get);

describe('a request that has ended', () => {
  it('gets the names and comments of its decisions from the approval service', async () => {
    await service.decide(id, bob, 'approve', 'fine with me');
    const { steps, incomplete } = requestView.parse(await view());
    expect(incomplete).toBeUndefined();
    expect(steps[0]?.decisions).toMatchObject([
      { by: { id: 'bob', name: 'name of bob' }, comment: 'comment of bob' },
    ]);
  });

  it('is incomplete while the approval service is away: its decisions lack names and comments', async () => {
    await service.decide(id, bob, 'approve', 'fine with me');
    away();
    const seen = requestView.parse(await view());
    expect(seen).toMatchObject({
      status: 'approved',
      incomplete: true,
      requester: { name: 'Alice Example' },
      justification: 'disk is full',
      access: { status: 'available' },
      you: { may: ['check-out', 'revoke'], why: null },
    });
    expect(seen.steps[0]).toMatchObject({
      status: 'approved',
      decisions: [{ by: { id: 'bob', name: null, email: null }, decision: 'approve', comment: null }],
    });
    expect(seen).not.toHaveProperty('erasedAt');
  });

  it.each(['reject', 'cancel', 'expire'] as const)('is incomplete after %s, too', async (end) => {
    if (end === 'reject') await service.decide(id, bob, 'reject');
    if (end === 'cancel') await service.cancel(id, alice);
    if (end === 'expire') await service.expire(id);
    away();
    expect(await view()).toMatchObject({ incomplete: true, you: { may: [] } });
  });

  it('can still be checked out, checked in and revoked', async () => {
    await service.decide(id, bob);
    const other = await service.submit({ account: 'root' });
    await service.decide(other, bob);
    away();
    const out = await service.checkingOut.checkOut({ id }, callBy(alice));
    expect(out.representation).toMatchObject({
      ticket: 'a ticket',
      request: { access: { status: 'checked-out' }, incomplete: true },
    });
    const back = await service.checkingIn.checkIn({ id }, callBy(alice));
    expect(back.representation).toMatchObject({ access: { status: 'checked-in' }, incomplete: true });
    const revoked = await service.revoking.revoke({ id: other, reason: 'incident' }, callBy(alice));
    expect(revoked.representation).toMatchObject({ access: { status: 'revoked' }, incomplete: true });
  });

  it('is not shown as incomplete if the approval service refuses or fails', async () => {
    await service.decide(id, bob);
    for (const error of [new Refusal('not-found', 404, 'There is no such request.'), new Error('a defect')]) {
      service.rpc.on(approvalRpc.get, () => Promise.reject(error));
      await expect(view()).rejects.toBe(error);
    }
  });
});

describe('a request that is pending', () => {
  it('is answered 503 while the approval service is away, which alone knows its state', async () => {
    away();
    await expect(view()).rejects.toMatchObject({ status: 503 });
  });

  it('is accepted and answered without the approval service', async () => {
    away();
    const { status, representation } = await service.submitting.submit(
      { resource: 'prod-db-eu', account: 'root', duration: 'PT1H' },
      callBy(alice, 'key'),
    );
    expect([status, representation.status]).toEqual([201, 'pending']);
    const again = await service.submitting.submit(
      { resource: 'prod-db-eu', account: 'root', duration: 'PT1H' },
      callBy(alice, 'key'),
    );
    expect(again.representation).toEqual(representation);
  });
});

it('a request without a policy never asks the approval service', async () => {
  const unmatched = { outcome: 'granted' as const, maxDuration: 'PT2H' };
  const granting = memoryService({ policy: null, unmatched });
  const granted = await granting.submit();
  const seen = await granting.getting.get({ id: granted }, callBy(alice));
  expect(seen).toMatchObject({ status: 'approved', unmatched: true });
  expect(seen).not.toHaveProperty('incomplete');
  expect(granting.rpc.asked.map(({ subject }) => subject)).not.toContain(approvalRpc.get.subject);
});
