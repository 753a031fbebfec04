import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ApprovalState } from '@countersign/contracts';
import { requestStream } from '@countersign/request-domain';
import { eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { alice, bob, callBy } from './testing/fixtures.js';
import { memoryService } from './testing/memory-service.js';

/** Two instances of the service, each with its own NATS connection. */
let nats: TestNats;
let connections: NatsConnection[];
beforeAll(async () => {
  nats = await testNats();
});
afterAll(() => nats.stop());
beforeEach(async () => {
  connections = await Promise.all([0, 1].map(() => connect({ servers: nats.url })));
});
afterEach(() => Promise.all(connections.map((nc) => nc.close())));

const FIRST = 0;
const SECOND = 1;

/** alice's request, whose approval has just ended, as seen by an instance that has not followed it. */
async function lastApproval() {
  const service = memoryService({ bus: connections[FIRST]! });
  const other = service.another(connections[SECOND]);
  await Promise.all(connections.map((nc) => nc.flush()));
  const id = await service.submit();
  const outcome = await service.approvals.decide(id, bob, 'approve');
  const approval: ApprovalState = service.approvals.state(id);
  const reads = jest.spyOn(service.log, 'readStream');
  const answer = service.withApproval.withApproval({ id, approval }, callBy(alice));
  const readsOfRequest = (): number =>
    reads.mock.calls.filter(([stream]) => stream === requestStream(id)).length;
  return { id, other, outcome: outcome!, answer, readsOfRequest };
}

it('answers the last approval when another instance has followed it, after three reads of the request', async () => {
  const { other, outcome, answer, readsOfRequest } = await lastApproval();
  await eventually('the answer waits', () => readsOfRequest() === 2);
  const started = performance.now();
  await other.follower.handle(outcome);
  const { representation } = await answer;
  expect(representation).toMatchObject({ status: 'approved', access: { status: 'available' } });
  expect(performance.now() - started).toBeLessThan(1_000);
  // One by the instance that follows, and the third of the answer.
  expect(readsOfRequest()).toBe(2 + 1 + 1);
});

it('answers after two seconds without NATS', async () => {
  const { other, outcome, answer } = await lastApproval();
  const started = performance.now();
  await connections[SECOND]!.close();
  await other.follower.handle(outcome);
  expect((await answer).representation).toMatchObject({ status: 'approved' });
  expect(performance.now() - started).toBeGreaterThan(1_500);
});
