import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { logNames } from '@countersign/contracts';
import type { CheckpointView, CloudEvent, RequestView } from '@countersign/contracts';
import { clockReaches, eventually, startStack, temporaryFolder } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { parked } from './audit.js';
import { Client, twoStepPolicy } from './client.js';
import { CommandLine } from './command-line.js';

const REQUEST = { resource: 'prod-db-eu', account: 'db-admin', duration: 'PT1H', justification: 'INC-42' };

describe('checkpoints of the logs', () => {
  jest.setTimeout(60_000);
  let stack: Stack;
  let folder: string;
  let frank: CommandLine;
  const people: Record<string, Client> = {};
  const as = (name: string): Client => people[name]!;
  const at = (name: string) => join(folder, name);
  const checkpoints = async (query = '') =>
    (await as('frank').get<{ items: CheckpointView[] }>(`/v1/audit/checkpoints${query}`)).body.items;
  const audit = (...args: string[]) =>
    eventually(
      'the service answers',
      async () => {
        const token = await stack.token('frank');
        const ran = await frank.run(['audit', ...args], { env: { COUNTERSIGN_TOKEN: token } });
        expect(ran.code).not.toBe(5);
        return ran;
      },
      30_000,
    );

  beforeAll(async () => {
    const options = { env: { CHECKPOINT_INTERVAL: 'PT1S' }, instances: { request: 2 } };
    [stack, folder] = await Promise.all([startStack(options), temporaryFolder('checkpoints')]);
    for (const name of ['alice', 'bob', 'erin', 'frank'])
      people[name] = new Client(stack.url, await stack.token(name));
    frank = new CommandLine(stack.url, 'frank', folder);
  }, 120_000);

  afterAll(async () => {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('are taken over all logs once one has grown, by one instance per interval', async () => {
    expect((await as('erin').post('/v1/policies', twoStepPolicy())).status).toBe(201);
    const { body } = await as('alice').post<RequestView>('/v1/requests', REQUEST);
    expect((await as('bob').post(`/v1/requests/${body.id}/approve`)).status).toBe(200);
    const [newest] = await eventually(
      'a checkpoint covers every log',
      async () => {
        const items = await checkpoints();
        expect(items[0]?.heads.every(({ position }) => position > 0)).toBe(true);
        return items;
      },
      20_000,
    );
    expect(newest!.heads.map(({ log }) => log)).toEqual(logNames);
    const all = await checkpoints();
    expect(new Set(all.map(({ heads }) => JSON.stringify(heads))).size).toBe(all.length);
  });

  it('are not taken while no log grows', async () => {
    const quiet = await eventually(
      'no checkpoint is taken',
      async () => {
        const items = await checkpoints();
        // Two intervals of the product.
        await clockReaches(Date.parse(items[0]!.at) + 2_500);
        expect(await checkpoints()).toHaveLength(items.length);
        return items.length;
      },
      20_000,
    );
    expect(await stack.countEvents('request', 'audit.checkpoint')).toBe(quiet);
    expect(await parked(stack)).toEqual([]);
  });

  it('are for auditors only', async () => {
    for (const name of ['alice', 'erin'])
      expect(await as(name).get('/v1/audit/checkpoints')).toMatchObject({ status: 403 });
  });

  it('prove, kept with the key set, that the feed contains what was recorded', async () => {
    const items = await checkpoints('?limit=200');
    await writeFile(at('kept'), items.map((item) => JSON.stringify(item)).join('\n'));
    await writeFile(at('keys'), await (await fetch(`${stack.url}/.well-known/jwks.json`)).text());
    const ran = await audit('verify', '--from-feed', '--checkpoints', at('kept'), '--jwks', at('keys'));
    expect(ran).toMatchObject({ code: 0, err: '' });
    const lines = ran.out.trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines)
      expect(line).toMatch(/intact up to position \d+, .* [1-9]\d* kept checkpoints met/);
  });

  it('show what an export lacks, and which events in it were changed', async () => {
    const { out } = await audit('tail', '--json');
    const events = out.trim().split('\n');
    const verify = async (lines: string[]) => {
      await writeFile(at('export'), lines.join('\n'));
      return audit('verify', '--file', at('export'), '--checkpoints', at('kept'), '--jwks', at('keys'));
    };
    expect(await verify(events)).toMatchObject({ code: 0 });
    const forged = events.map((line) => line.replace('INC-42', 'INC-43'));
    expect(await verify(forged)).toMatchObject({
      code: 7,
      out: expect.stringMatching(/request +NOT INTACT.*changed/) as string,
    });
    const isDecision = (line: string) => (JSON.parse(line) as CloudEvent).type === 'approval.decided';
    expect(await verify(events.filter((line) => !isDecision(line)))).toMatchObject({
      code: 7,
      out: expect.stringMatching(/approval +NOT INTACT.*(truncated|removed)/) as string,
    });
  });

  it('prove that the databases contain what was recorded, and name the event that somebody changed', async () => {
    const url = new URL(stack.adminUrl);
    url.username = 'countersign_verifier';
    url.password = 'password-of-the-verifier';
    await stack.sql(`ALTER ROLE countersign_verifier LOGIN PASSWORD '${url.password}'`);
    const verify = () =>
      audit('verify', '--database', url.href, '--checkpoints', at('kept'), '--jwks', at('keys'));
    const whole = await verify();
    expect(whole).toMatchObject({ code: 0, err: '' });
    for (const line of whole.out.trim().split('\n'))
      expect(line).toMatch(/intact up to position \d+, .* [1-9]\d* kept checkpoints met/);

    const change = (from: string, to: string) =>
      stack.sql(`UPDATE approval.event SET body = replace(body, $1, $2) WHERE type = 'approval.opened'`, [
        from,
        to,
      ]);
    await stack.sql('ALTER TABLE approval.event DISABLE TRIGGER ALL');
    await change('"managers"', '"intruders"');
    expect(await verify()).toMatchObject({
      code: 7,
      out: expect.stringMatching(/approval +NOT INTACT at position 1, changed/) as string,
    });
    await change('"intruders"', '"managers"');
    expect(await verify()).toMatchObject({ code: 0 });
    url.port = '1';
    expect(await frank.run(['audit', 'verify', '--database', url.href])).toMatchObject({ code: 5 });
  });
});
