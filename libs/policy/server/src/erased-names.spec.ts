import type { PersonalDataErased } from '@countersign/contracts';
import { InMemoryEventLog, processCommand } from '@countersign/event-log';
import { policyStreamsOf } from '@countersign/policy-domain';
import { callBy, content, policyService } from './testing/policy-service.js';

const erin = callBy('erin', ['policy-admin']);
const grace = callBy('grace', ['policy-admin']);
const NOW = new Date('2026-03-01T12:00:00.000Z');

/** Erases the personal data beside the event at a position. */
async function erase(log: InMemoryEventLog, position: number): Promise<void> {
  const event: PersonalDataErased = {
    type: 'personal_data.erased',
    schemaVersion: 1,
    data: { ranges: [[position, position]], person: null, before: null, by: 'root', reason: 'asked' },
  };
  const streams = policyStreamsOf(event);
  await log.erase({
    command: processCommand('spec', 'erase', 0),
    result: { status: 200, code: null, ids: {} },
    events: [{ event, streams }],
    expected: streams.map((stream) => ({ stream, version: 0 })),
    actor: { kind: 'service', id: 'migrate' },
    personal: null,
    correlationId: 'spec',
    causationId: null,
    traceparent: null,
  });
}

it('a name that was erased is gone from the policy, its list, its versions and its history; all else stays', async () => {
  const log = new InMemoryEventLog('policy', { now: () => NOW });
  const service = policyService(log);
  const { id } = (await service.create.create(content('databases'), erin)).representation;
  const next = content('databases', { allowSelfApproval: true });
  await service.update.update({ id, ifMatch: [1], content: next }, grace);
  const named = { createdBy: { id: 'erin', name: 'erin' }, updatedBy: { id: 'grace', name: 'grace' } };
  expect(await service.get.get({ id }, erin)).toMatchObject(named);
  expect((await service.list.list({ limit: 50 }, erin)).items).toMatchObject([named]);

  await erase(log, 1);

  const gone = { id: 'erin', name: null, email: null, erasedAt: NOW.toISOString() };
  const shown = { createdBy: gone, updatedBy: { id: 'grace', name: 'grace', email: null } };
  expect(await service.get.get({ id }, erin)).toMatchObject({ ...shown, ...next });
  expect((await service.list.list({ limit: 50 }, erin)).items).toMatchObject([shown]);
  expect(await service.get.get({ id, version: 1 }, erin)).toMatchObject({ createdBy: gone, updatedBy: gone });
  expect((await service.history.history({ id }, erin)).items).toMatchObject([
    { version: 1, by: gone },
    { version: 2, by: shown.updatedBy },
  ]);
  const { policies } = await service.match.match({ requests: [{ resource: 'prod-1', account: 'root' }] });
  expect(policies[0]?.authors.map((author) => author.id)).toEqual(['erin', 'grace']);
});
