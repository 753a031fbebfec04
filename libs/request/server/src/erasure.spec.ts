import { approvalRpc, Refusal } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { alice, bob, callBy, caller, governing, T0, wish } from './testing/fixtures.js';
import { memoryService } from './testing/memory-service.js';
import type { MemoryService } from './testing/memory-service.js';
import type { RequestInstance } from './testing/request-instance.js';

const MINUTE = 60_000;
const erin: Caller = { ...caller('erin'), roles: ['policy-admin'] };
const erasedAt = new Date(T0.getTime() + MINUTE).toISOString();
const nameless = { name: null, email: null, erasedAt };

/** The service, with a pending request of alice for an account that is used exclusively. */
async function submitted(): Promise<{ service: MemoryService; id: string }> {
  const service = memoryService({ policy: governing({ checkOut: { exclusive: true } }) });
  return { service, id: await service.submit({ justification: 'disk is full' }) };
}

/** Erases the private texts of everything so far, a minute later. */
async function erase(service: MemoryService): Promise<void> {
  service.clock.advance(MINUTE);
  await service.erase();
}

const view = (by: RequestInstance | MemoryService, id: string, who = alice) =>
  by.getting.get({ id }, callBy(who));
const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

describe('after an erasure, a request', () => {
  it('that is pending shows null for name, e-mail address and justification, and the time of the erasure', async () => {
    const { service, id } = await submitted();
    expect(await view(service, id)).toMatchObject({
      requester: { id: 'alice', name: 'Alice Example', email: 'alice@mail.example' },
      justification: 'disk is full',
    });
    await erase(service);
    expect(await view(service, id)).toMatchObject({
      status: 'pending',
      requester: { id: 'alice', ...nameless },
      justification: null,
      erasedAt,
      ticket: null,
      resource: wish.resource,
    });
  });

  it('shows null on every other instance too, whatever it had read before', async () => {
    const { service, id } = await submitted();
    const other = service.another();
    expect(await view(other, id, bob)).toMatchObject({ requester: { name: 'Alice Example' } });
    await erase(service);
    expect(await view(other, id, bob)).toMatchObject({ requester: nameless, justification: null });
  });

  it('whose access was revoked shows null for the name of the person who revoked it, and for the reason', async () => {
    const { service, id } = await submitted();
    await service.decide(id, bob);
    await service.revoking.revoke({ id, reason: 'incident' }, callBy(erin));
    expect(await view(service, id)).toMatchObject({
      access: { revokedBy: { id: 'erin', name: 'Erin Example' }, reason: 'incident' },
    });
    await erase(service);
    expect((await view(service, id)).access).toMatchObject({
      status: 'revoked',
      revokedBy: { id: 'erin', ...nameless },
      reason: null,
      erasedAt,
    });
  });

  it('that was refused also shows null', async () => {
    const service = memoryService({ policy: null });
    await codeOf(service.submitting.submit({ ...wish, justification: 'disk is full' }, callBy(alice)));
    const [refused] = await service.log.readFrom(1, 1);
    await erase(service);
    expect(await view(service, refused!.data['requestId'] as string)).toMatchObject({
      status: 'refused',
      requester: nameless,
      justification: null,
      erasedAt,
    });
  });

  it('shows what people write after the erasure', async () => {
    const { service, id } = await submitted();
    await erase(service);
    await service.decide(id, bob);
    await service.revoking.revoke({ id, reason: 'incident' }, callBy(erin));
    const { requester, access } = await view(service, id);
    expect(requester).toMatchObject(nameless);
    expect(access).toMatchObject({ revokedBy: { name: 'Erin Example' }, reason: 'incident' });
    expect(access).not.toHaveProperty('erasedAt');
  });
});

describe('after an erasure, every rule decides as before', () => {
  it('a place stays taken, and its end frees it', async () => {
    const { service, id } = await submitted();
    await erase(service);
    expect(await codeOf(service.submit())).toBe('duplicate-request');
    await service.decide(id, bob, 'reject');
    expect(await codeOf(service.submit())).toBe('done');
  });

  it('an account stays held, and the refusal names the holder by id', async () => {
    const { service, id } = await submitted();
    const theirs = await service.submit({}, bob);
    for (const request of [id, theirs]) await service.decide(request, erin);
    await service.checkingOut.checkOut({ id }, callBy(alice));
    await erase(service);
    const refusal = await service.checkingOut
      .checkOut({ id: theirs }, callBy(bob))
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'account-in-use', data: { holder: { id: 'alice', name: null } } });
    expect((refusal as Refusal).message).toContain('alice has it exclusively');
    await service.checkingIn.checkIn({ id }, callBy(alice));
    expect(await codeOf(service.checkingOut.checkOut({ id: theirs }, callBy(bob)))).toBe('done');
  });

  it("the requester keeps the requester's rights, and nobody else gets them", async () => {
    const { service, id } = await submitted();
    await service.decide(id, bob);
    await erase(service);
    expect(await codeOf(service.checkingOut.checkOut({ id }, callBy(bob)))).toBe('not-the-requester');
    expect((await view(service, id)).you.may).toEqual(['check-out', 'revoke']);
    expect(await codeOf(service.checkingOut.checkOut({ id }, callBy(alice)))).toBe('done');
  });

  it('a repeat of a command gets the first status and ids, whatever its body, because nothing is left to compare it with', async () => {
    const { service } = await submitted();
    service.rpc.silence(approvalRpc.get);
    const submit = (justification: string) =>
      service.submitting.submit({ ...wish, account: 'root', justification }, callBy(alice, 'key'));
    const first = await submit('disk is full');
    expect(await codeOf(submit('because'))).toBe('idempotency-key-reused');
    await erase(service);
    for (const justification of ['disk is full', 'because'])
      expect(await submit(justification)).toMatchObject({
        status: 201,
        representation: { id: first.representation.id, requester: nameless, justification: null },
      });
  });
});
