import { Client } from 'pg';
import { Refusal } from '@countersign/contracts';
import type { PolicyContentInput, PolicyView } from '@countersign/contracts';
import { installLog, LogUnavailable, PostgresEventLog } from '@countersign/event-log';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { callBy, content, policyService } from './testing/policy-service.js';
import type { PolicyService } from './testing/policy-service.js';

const ROLE = 'countersign_policy';
const erin = callBy('erin', ['policy-admin']);
const frank = callBy('frank', ['auditor']);
const alice = callBy('alice');

let database: TestDatabase;
let logs: PostgresEventLog[];
let one: PolicyService;
let two: PolicyService;

beforeEach(async () => {
  database = await testPostgres();
  const url = await database.createRole(ROLE);
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await installLog(admin, { log: 'policy', serviceRole: ROLE });
  await admin.end();
  logs = [1, 2].map(() => new PostgresEventLog({ log: 'policy', url, readConnections: 2 }));
  [one, two] = logs.map((log) => policyService(log)) as [PolicyService, PolicyService];
});

afterEach(async () => {
  await Promise.all(logs.map((log) => log.close()));
  await database.drop();
});

const save = async (name: string, change: Partial<PolicyContentInput> = {}): Promise<PolicyView> =>
  (await one.create.create(content(name, change), erin)).representation;

const refusal = async (answer: Promise<unknown>): Promise<[string, number]> => {
  const error: unknown = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error('not refused', { cause: error });
  return [error.code, error.status];
};
const governing = async (service: PolicyService, resource = 'prod-db'): Promise<string | undefined> =>
  (await service.match.match({ requests: [{ resource, account: 'root' }] })).policies[0]?.content.name;

describe('a policy that one instance saves', () => {
  it('holds on the other instance at once, in each of its versions', async () => {
    expect(await governing(two)).toBeUndefined();
    const { id } = await save('databases');
    expect(await governing(two)).toBe('databases');
    await one.update.update({ id, ifMatch: [1], content: content('renamed') }, erin);
    expect(await governing(two)).toBe('renamed');
    await one.update.update({ id, ifMatch: [2], content: content('renamed', { enabled: false }) }, erin);
    expect(await governing(two)).toBeUndefined();
    await one.update.update({ id, ifMatch: [3], content: content('renamed') }, erin);
    await one.delete.delete({ id, ifMatch: [4] }, erin);
    expect(await governing(two)).toBeUndefined();
  });

  it('holds for every caller that asks after it was saved, however many callers ask in the meantime', async () => {
    for (let round = 0; round < 20; round++) {
      const asking = Array.from({ length: 5 }, () => governing(two, `host-${String(round)}`));
      await save(`p${String(round)}`, { conditions: [{ resourceNames: [`host-${String(round)}`] }] });
      expect(await governing(two, `host-${String(round)}`)).toBe(`p${String(round)}`);
      await Promise.all(asking);
    }
  });

  it('is sent once, however many of the requests it governs, and each request gets its own policy', async () => {
    await save('databases', { conditions: [{ resourceNames: ['prod-*'] }] });
    await save('hosts', { conditions: [{ resourceNames: ['host-*'] }] });
    const requests = ['prod-1', 'nowhere', 'host-1', 'prod-2'].map((resource) => ({
      resource,
      account: 'root',
    }));
    const { governing: places, policies } = await two.match.match({ requests });
    expect(policies).toHaveLength(2);
    expect(places.map((place) => place === null || policies[place]?.content.name)).toEqual([
      'databases',
      true,
      'hosts',
      'databases',
    ]);
  });

  it('is matched whole, with its authors', async () => {
    const { id } = await save('databases');
    const dave = callBy('dave', ['policy-admin']);
    const grace = callBy('grace', ['policy-admin']);
    const lenient = content('databases', { allowSelfApproval: true });
    const newest = { ...lenient, description: 'without a typo' };
    await two.update.update({ id, ifMatch: [1], content: lenient }, dave);
    await two.update.update({ id, ifMatch: [2], content: newest }, grace);
    expect(
      (await one.match.match({ requests: [{ resource: 'prod-db', account: 'root' }] })).policies[0],
    ).toEqual({
      id,
      version: 3,
      authors: ['erin', 'dave'].map((author) => ({ issuer: 'https://idp.example', id: author })),
      content: newest,
    });
  });
});

describe('create', () => {
  it('answers 201 with the policy and its place in the log', async () => {
    const written = await one.create.create(content('databases'), erin);
    expect(written).toMatchObject({
      status: 201,
      positions: [{ log: 'policy', position: 1 }],
      representation: { version: 1, name: 'databases', createdBy: { id: 'erin' }, updatedBy: { id: 'erin' } },
    });
    expect(written.representation.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const { warnings, ...policy } = written.representation;
    expect(warnings).toEqual([]);
    expect(await two.get.get({ id: policy.id }, frank)).toEqual(policy);
  });

  it('does not claim that nothing was done if the log goes away right after the append', async () => {
    const [log] = logs as [PostgresEventLog];
    const readStream = log.readStream.bind(log);
    jest
      .spyOn(log, 'readStream')
      .mockImplementation((stream: string, after?: number) =>
        stream.startsWith('policy-') ? Promise.reject(new LogUnavailable('gone')) : readStream(stream, after),
      );
    const written = one.create.create(content('databases'), erin);
    expect(await refusal(written)).toEqual(['outcome-unknown', 503]);
    expect((await log.head()).position).toBe(1);
  });

  it('gives a repeat the same id and the present policy', async () => {
    const again = callBy('erin', ['policy-admin'], 'key-1');
    const first = await one.create.create(content('databases'), again);
    const { id } = first.representation;
    await one.update.update({ id, ifMatch: [1], content: content('renamed') }, erin);
    const repeat = await two.create.create(content('databases'), again);
    expect(repeat).toMatchObject({
      status: 201,
      positions: first.positions,
      representation: { id, version: 2, name: 'renamed' },
    });
    expect(await refusal(two.create.create(content('other'), again))).toEqual([
      'idempotency-key-reused',
      422,
    ]);
  });

  it('gives a name to only one of many concurrent policies that want it, in any case', async () => {
    const spellings = ['Databases', 'databases', 'DATABASES', 'dataBases'];
    const answers = await Promise.allSettled(
      spellings.map((name, i) => (i % 2 ? one : two).create.create(content(name), erin)),
    );
    const refused = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as Refusal] : [],
    );
    expect(refused.map(({ code }) => code)).toEqual(Array(3).fill('policy-name-taken'));
    expect((await one.list.list({ limit: 50 }, erin)).items).toHaveLength(1);
  });

  it('is refused with the path of each problem', async () => {
    const impossible = content('p', {
      conditions: [{ resourceNames: ['@(a|b)'] }],
      minAccessDuration: 'PT5H',
    });
    await expect(one.create.create(impossible, erin)).rejects.toMatchObject({
      code: 'invalid-input',
      errors: [{ path: 'minAccessDuration' }, { path: 'conditions.0.resourceNames.0' }],
    });
    expect((await one.list.list({ limit: 50 }, erin)).items).toEqual([]);
  });
});

describe('update', () => {
  it('lets only one of two writers of the same version save', async () => {
    const { id } = await save('databases');
    const update = (service: PolicyService, priority: number) =>
      service.update.update({ id, ifMatch: [1], content: content('databases', { priority }) }, erin);
    const answers = await Promise.allSettled([update(one, 1), update(two, 2)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'version-conflict', status: 412 },
    });
    expect((await one.get.get({ id }, erin)).version).toBe(2);
  });

  it('makes no version when nothing changes', async () => {
    const { id } = await save('databases');
    const written = await one.update.update({ id, ifMatch: [1], content: content('databases') }, erin);
    expect(written).toMatchObject({ status: 200, positions: [], representation: { version: 1 } });
  });

  it('frees the old name and takes the new one', async () => {
    const { id } = await save('databases');
    await one.update.update({ id, ifMatch: [1], content: content('servers') }, erin);
    await two.create.create(content('Databases'), erin);
    expect(await refusal(two.create.create(content('SERVERS'), erin))).toEqual(['policy-name-taken', 409]);
    const written = await one.update.update({ id, ifMatch: [2], content: content('SERVERS') }, erin);
    expect(written).toMatchObject({ status: 200, representation: { name: 'SERVERS', version: 3 } });
  });
});

describe('delete', () => {
  it('answers 204, frees the name and keeps the history', async () => {
    const { id } = await save('databases');
    expect(await one.delete.delete({ id, ifMatch: [1] }, erin)).toEqual({
      status: 204,
      positions: [{ log: 'policy', position: 2 }],
      representation: null,
    });
    expect(await refusal(two.get.get({ id }, erin))).toEqual(['not-found', 404]);
    expect((await two.get.get({ id, version: 1 }, erin)).name).toBe('databases');
    expect((await two.history.history({ id }, frank)).items.map(({ change }) => change)).toEqual([
      'created',
      'deleted',
    ]);
    expect((await save('databases')).version).toBe(1);
  });
});

describe('get', () => {
  it('returns any version that ever existed', async () => {
    const { id } = await save('databases');
    await one.update.update({ id, ifMatch: [1], content: content('databases', { priority: 5 }) }, erin);
    expect((await two.get.get({ id, version: 1 }, erin)).priority).toBe(0);
    expect((await two.get.get({ id, version: 2 }, erin)).priority).toBe(5);
    expect(await refusal(two.get.get({ id, version: 3 }, erin))).toEqual(['not-found', 404]);
    expect((await two.history.history({ id }, erin)).items[1]).toMatchObject({
      changed: ['priority'],
      by: { id: 'erin' },
    });
  });

  it('does not find a version that never existed', async () => {
    const id = '01990000-0000-7000-8000-000000000000';
    expect(await refusal(one.get.get({ id }, erin))).toEqual(['not-found', 404]);
    expect(await refusal(one.history.history({ id }, erin))).toEqual(['not-found', 404]);
    expect(await refusal(one.update.update({ id, ifMatch: [1], content: content('p') }, erin))).toEqual([
      'not-found',
      404,
    ]);
    expect(await refusal(one.delete.delete({ id, ifMatch: [1] }, erin))).toEqual(['not-found', 404]);
  });
});

describe('list', () => {
  it('pages through all policies by name, each once', async () => {
    for (const name of ['delta', 'Alpha', 'charlie', 'bravo', 'Echo']) await save(name);
    const names: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await two.list.list({ limit: 2, ...(cursor && { cursor }) }, frank);
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names).toEqual(['Alpha', 'bravo', 'charlie', 'delta', 'Echo']);
  });

  it('filters by enabled, and by words in name, description and patterns', async () => {
    await save('on', { description: 'Oracle servers' });
    await save('off', { enabled: false, conditions: [{ accountNames: ['oracle-*'] }] });
    const names = async (query: object) =>
      (await one.list.list({ limit: 50, ...query }, erin)).items.map(({ name }) => name);
    expect(await names({ enabled: true })).toEqual(['on']);
    expect(await names({ enabled: false })).toEqual(['off']);
    expect(await names({ q: 'ORACLE' })).toEqual(['off', 'on']);
    expect(await names({ q: 'servers' })).toEqual(['on']);
    expect(await refusal(one.list.list({ limit: 50, cursor: 'x' }, erin))).toEqual(['invalid-input', 422]);
  });
});

describe('explain', () => {
  it('shows candidates only to readers of policies', async () => {
    await save('databases');
    const names = { resource: 'prod-db', account: 'root' };
    expect(await two.explain.explain(names, alice)).toMatchObject({
      outcome: 'approval-required',
      candidates: null,
    });
    for (const reader of [erin, frank]) {
      expect((await two.explain.explain(names, reader)).candidates).toHaveLength(1);
    }
  });

  it('marks a disabled policy', async () => {
    await save('off', { enabled: false });
    const names = { resource: 'prod-db', account: 'root' };
    expect(await two.explain.explain(names, erin)).toMatchObject({
      outcome: 'refused',
      policy: null,
      candidates: [{ policy: { name: 'off' }, enabled: false, matched: true, rank: null }],
    });
  });

  it('grants a request without a policy if configured', async () => {
    const granting = policyService(logs[0]!, { outcome: 'granted', maxDuration: 'PT1H' });
    const names = { resource: 'dev-db', account: 'root' };
    expect(await granting.explain.explain(names, alice)).toMatchObject({ outcome: 'granted', policy: null });
    expect(await one.explain.explain(names, alice)).toMatchObject({ outcome: 'refused', policy: null });
  });
});

describe('roles', () => {
  it('only a policy admin writes', async () => {
    const { id } = await save('databases');
    for (const caller of [frank, alice]) {
      const writes = [
        one.create.create(content('p'), caller),
        one.update.update({ id, ifMatch: [1], content: content('p') }, caller),
        one.delete.delete({ id, ifMatch: [1] }, caller),
      ];
      expect(await Promise.all(writes.map(refusal))).toEqual(Array(3).fill(['not-allowed', 403]));
    }
    expect((await one.get.get({ id }, erin)).version).toBe(1);
  });

  it('only a policy admin or an auditor reads', async () => {
    const { id } = await save('databases');
    const reads = [
      one.get.get({ id }, alice),
      one.list.list({ limit: 50 }, alice),
      one.history.history({ id }, alice),
    ];
    expect(await Promise.all(reads.map(refusal))).toEqual(Array(3).fill(['not-allowed', 403]));
  });
});

describe('when the log does not answer', () => {
  it('nothing is matched, explained, listed, read or saved: 503', async () => {
    const { id } = await save('databases');
    expect(await governing(two)).toBe('databases');
    await database.sql(`REVOKE CONNECT ON DATABASE ${database.name} FROM PUBLIC`);
    await database.sql(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = $2',
      [database.name, ROLE],
    );
    const names = { resource: 'prod-db', account: 'root' };
    const answers = [
      two.match.match({ requests: [names] }),
      two.explain.explain(names, alice),
      two.list.list({ limit: 50 }, erin),
      two.get.get({ id }, erin),
      two.history.history({ id }, erin),
      two.create.create(content('p'), erin),
    ];
    const refusals = await Promise.all(answers.map(refusal));
    expect(refusals.map(([, status]) => status)).toEqual(Array(6).fill(503));
  });
});
