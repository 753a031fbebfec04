import { Refusal } from '@countersign/contracts';
import type { PolicyContent, PolicyView } from '@countersign/contracts';
import { InMemoryEventLog } from '@countersign/event-log';
import { policyNameStream, policyStream } from '@countersign/policy-domain';
import { callBy, content, policyService } from './testing/policy-service.js';
import type { PolicyService } from './testing/policy-service.js';

const erin = callBy('erin', ['policy-admin']);

let log: InMemoryEventLog;
let one: PolicyService;
let two: PolicyService;

beforeEach(() => {
  log = new InMemoryEventLog('policy');
  one = policyService(log);
  two = policyService(log);
});

const create = async (name: string, service = one): Promise<PolicyView> =>
  (await service.create.create(content(name), erin)).representation;
const update = (policy: PolicyView, of: PolicyContent, service = one) =>
  service.update.update({ id: policy.id, ifMatch: [policy.version], content: of }, erin);
const remove = ({ id, version }: PolicyView, service = one) =>
  service.delete.delete({ id, ifMatch: [version] }, erin);

/** `done`, or the code of the refusal, of commands that were given at the same moment. */
async function race(...commands: Promise<unknown>[]): Promise<string[]> {
  const answers = await Promise.allSettled(commands);
  return answers.map((answer) => {
    if (answer.status === 'fulfilled') return 'done';
    if (answer.reason instanceof Refusal) return answer.reason.code;
    throw answer.reason;
  });
}
const names = async (): Promise<string[]> =>
  (await one.list.list({ limit: 50 }, erin)).items.map(({ name }) => name);
const eventsOf = async (stream: string): Promise<string[]> =>
  (await log.readStream(stream)).map(({ type }) => type);

describe('a policy and its name', () => {
  it('are one event, which belongs to both', async () => {
    const policy = await create('databases');
    const [event] = await log.readStream(policyStream(policy.id));
    expect(event?.streams).toEqual([
      { id: policyStream(policy.id), version: 1 },
      { id: policyNameStream('databases'), version: 1 },
    ]);
    expect((await log.head()).position).toBe(1);
  });

  it('are one event in three streams when the policy is renamed', async () => {
    const { representation: renamed } = await update(await create('databases'), content('servers'));
    expect(await eventsOf(policyNameStream('databases'))).toEqual(['policy.created', 'policy.updated']);
    expect(await eventsOf(policyNameStream('servers'))).toEqual(['policy.updated']);
    expect((await log.readStream(policyStream(renamed.id)))[1]?.data).toMatchObject({
      version: 2,
      formerName: 'databases',
    });
  });
});

describe('a name', () => {
  it('goes to one of two policies that are created with it at once', async () => {
    const answers = await race(create('databases'), create('Databases', two));
    expect(answers.sort()).toEqual(['done', 'policy-name-taken']);
    expect(await names()).toHaveLength(1);
  });

  it('goes to one of two policies when one is renamed to it and another is created with it', async () => {
    const policy = await create('servers');
    const answers = await race(update(policy, content('databases')), create('databases', two));
    expect(answers.sort()).toEqual(['done', 'policy-name-taken']);
    expect((await names()).filter((name) => name === 'databases')).toHaveLength(1);
  });

  it('goes to one of two policies that are renamed to it at once', async () => {
    const policies = [await create('a'), await create('b')] as const;
    const [a, b] = policies;
    const answers = await race(update(a, content('c')), update(b, content('C'), two));
    expect(answers.sort()).toEqual(['done', 'policy-name-taken']);
    expect(await names()).toHaveLength(2);
  });

  it('can be taken back by its former policy while no other policy has it', async () => {
    const { representation: away } = await update(await create('databases'), content('servers'));
    const { representation: back } = await update(away, content('databases'));
    expect(back).toMatchObject({ version: 3, name: 'databases' });
    expect(await race(create('databases'))).toEqual(['policy-name-taken']);
    expect(await race(create('servers'))).toEqual(['done']);
  });

  it('cannot be taken back once another policy has it', async () => {
    const { representation: away } = await update(await create('databases'), content('servers'));
    await create('databases', two);
    expect(await race(update(away, content('Databases')))).toEqual(['policy-name-taken']);
  });

  it('stays with its policy when only its case changes', async () => {
    const { representation: policy } = await update(await create('databases'), content('DataBases'));
    expect(await names()).toEqual(['DataBases']);
    expect(await race(create('databases', two))).toEqual(['policy-name-taken']);
    expect(await eventsOf(policyNameStream('databases'))).toEqual(['policy.created', 'policy.updated']);
    expect(await eventsOf(policyStream(policy.id))).toEqual(['policy.created', 'policy.updated']);
  });

  it('is free after its policy was deleted, and the next policy of that name is a new policy', async () => {
    const first = await create('databases');
    await remove(first);
    const second = await create('databases', two);
    expect(second).toMatchObject({ version: 1 });
    expect(second.id).not.toBe(first.id);
    expect(await race(create('Databases'))).toEqual(['policy-name-taken']);
  });

  it('is not freed for another policy when its policy is edited while it is deleted', async () => {
    const policy = await create('databases');
    const edit = update(policy, content('databases', { priority: 3 }));
    const answers = await race(edit, remove(policy, two));
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(await race(create('databases'))).toEqual([answers[0] === 'done' ? 'policy-name-taken' : 'done']);
  });
});

describe('a name that may be mistaken for another (rules.md#names)', () => {
  const mixed = 'pr\u043ed-db';
  const approver = (id: string) => ({
    steps: [{ approvers: [{ type: 'group' as const, id }], requiredApprovals: 1 }],
  });
  const refusal = (path: string) => ({ code: 'confusable-name', status: 422, errors: [{ path }] });

  it('is refused as the name of a policy, in its patterns and among its approvers, when it is created or changed', async () => {
    const policy = await create('databases');
    for (const [of, path] of [
      [content(mixed), 'name'],
      [
        content('x', { conditions: [{ resourceNames: ['eu-*', `!${mixed}-*`] }] }),
        'conditions.0.resourceNames.1',
      ],
      [content('x', approver('m\u0430nagers')), 'steps.0.approvers.0.id'],
    ] as const) {
      await expect(one.create.create(of, erin)).rejects.toMatchObject(refusal(path));
      await expect(update(policy, of)).rejects.toMatchObject(refusal(path));
    }
    expect(await names()).toEqual(['databases']);
  });

  it('is refused by explain', async () => {
    const asked = one.explain.explain({ resource: mixed, account: 'root' }, erin);
    await expect(asked).rejects.toMatchObject(refusal('resource'));
  });

  it('is accepted in groups and patterns word by word, and everywhere with NAMES=any', async () => {
    await create('databases');
    const several = {
      conditions: [{ resourceNames: ['{prod,сервер}-*', '[a-zа-я]*'] }],
      ...approver('CORP\\Отдел IT'),
    };
    await one.create.create(content('several scripts', several), erin);
    const any = policyService(log, { outcome: 'refused' }, 'any');
    await any.create.create(content(mixed, approver('m\u0430nagers')), erin);
    await any.explain.explain({ resource: mixed, account: 'root' }, erin);
    expect(await names()).toEqual(['databases', 'several scripts', mixed].sort());
  });

  it.each([
    ['STRA\u1e9eE', 'strasse'],
    ['ﬁle', 'FILE'],
    ['e\u0301', '\u00c9'],
  ])('%s is taken by %s', async (a, b) => {
    await create(a);
    expect(await race(create(b))).toEqual(['policy-name-taken']);
  });
});
