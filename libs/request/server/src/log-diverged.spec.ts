import { approvalInternalRpc, approvalRpc, Unavailable } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { alice, bob, callBy, caller } from './testing/fixtures.js';
import { memoryService } from './testing/memory-service.js';
import type { MemoryService } from './testing/memory-service.js';

const frank: Caller = { ...caller('frank'), roles: ['auditor'] };
let service: MemoryService;
let id: string;
beforeEach(async () => {
  service = memoryService();
  id = await service.submit();
  await service.decide(id, bob);
});

/** A log that was put back to an older state may lack a revocation that others have seen. */
const reads: [string, () => Promise<unknown>][] = [
  ['a request', () => service.getting.get({ id }, callBy(alice))],
  ['a request for an auditor', () => service.getting.get({ id }, callBy(frank))],
  ['a timeline', () => service.timeline.timeline({ id }, callBy(alice))],
  ['a timeline as recorded', () => service.timeline.rawTimeline({ id }, callBy(alice))],
  ['who may see a request', () => service.audience.audience({ id })],
  ['a submission', () => service.submission.submission({ id })],
  ['a request that does not exist', () => service.getting.get({ id: id.replace(/.$/, 'x') }, callBy(alice))],
];

it.each(reads)(
  'while the request log has diverged, %s is not shown, also not from a cache',
  async (_, read) => {
    await read().catch(() => undefined);
    service.gate.shut();
    await expect(read()).rejects.toMatchObject({ code: 'log-diverged', status: 503 });
  },
);

it('while the approval log has diverged, neither a decided request nor its timeline is shown', async () => {
  const diverged = () => Promise.reject(new Unavailable('The approval log', 'log-diverged'));
  service.rpc.on(approvalRpc.get, diverged);
  service.rpc.on(approvalInternalRpc.events, diverged);
  for (const [, read] of reads.slice(0, 4))
    await expect(read()).rejects.toMatchObject({ code: 'log-diverged', status: 503 });
});
