import { InMemoryEventLog } from '@countersign/event-log';
import { CommandGate, GatedEventLog } from '@countersign/mirror';
import { callBy, content, policyService } from './testing/policy-service.js';

it('while the policy log has diverged, no policy is shown, and none governs: a policy put back could be a laxer one', async () => {
  const gate = new CommandGate();
  gate.open();
  const service = policyService(new GatedEventLog(new InMemoryEventLog('policy'), gate));
  const erin = callBy('erin', ['policy-admin']);
  const { id } = (await service.create.create(content('databases'), erin)).representation;
  const names = { resource: 'prod-db', account: 'root' };
  const reads = [
    () => service.match.match({ requests: [names] }),
    () => service.explain.explain(names, erin),
    () => service.get.get({ id }, erin),
    () => service.get.get({ id, version: 1 }, erin),
    () => service.history.history({ id }, erin),
    () => service.list.list({ limit: 50 }, erin),
  ];
  for (const read of reads) await read();
  gate.shut();
  for (const read of reads) await expect(read()).rejects.toMatchObject({ code: 'log-diverged', status: 503 });
});
