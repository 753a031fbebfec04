import { rm } from 'node:fs/promises';
import type { CloudEvent } from '@countersign/contracts';
import { logNames } from '@countersign/contracts';
import { eventHash, parseMicros } from '@countersign/event-log';
import { eventually, startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { positions, rebuildReadModels } from './audit.js';
import { Client, twoStepPolicy } from './client.js';
import type { ProblemBody } from './client.js';

interface Feed {
  items: CloudEvent[];
  nextCursor: string;
}

describe('the audit feed', () => {
  let stack: Stack;
  const people: Record<string, Client> = {};
  const as = (name: string): Client => people[name]!;
  const feed = async (query: string): Promise<Feed> =>
    (await as('frank').get<Feed>(`/v1/events?${query}`)).body;
  const submit = (resource: string) =>
    as('alice').post('/v1/requests', { resource, account: 'db-admin', duration: 'PT1H' });

  /** Everything from a cursor on. */
  async function readOn(after?: string): Promise<Feed> {
    const items: CloudEvent[] = [];
    for (let cursor = after; ;) {
      const page = await feed(`limit=5${cursor ? `&after=${cursor}` : ''}`);
      items.push(...page.items);
      if (page.items.length === 0) return { items, nextCursor: page.nextCursor };
      cursor = page.nextCursor;
    }
  }

  beforeAll(async () => {
    stack = await startStack();
    for (const name of ['alice', 'bob', 'erin', 'frank'])
      people[name] = new Client(stack.url, await stack.token(name));
    expect((await as('erin').post('/v1/policies', twoStepPolicy())).status).toBe(201);
    expect((await submit('prod-db-eu')).status).toBe(201);
  }, 120_000);
  afterAll(() => stack.stop(), 60_000);

  it('is for auditors only', async () => {
    for (const name of ['alice', 'bob', 'erin'])
      expect(await as(name).get<ProblemBody>('/v1/events')).toMatchObject({
        status: 403,
        body: { code: 'not-allowed' },
      });
  });

  it('contains the events of the logs, with hashes that match the received texts', async () => {
    await eventually(
      'the feed has everything',
      async () => {
        const { items } = await readOn();
        for (const log of logNames) {
          const own = items.filter(({ source }) => source.endsWith(`/${log}`));
          expect(own).toHaveLength((await positions(stack, log)).count);
        }
      },
      15_000,
    );
    const response = await fetch(`${stack.url}/v1/events`, {
      headers: { authorization: `Bearer ${as('frank').token!}` },
    });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const text = await response.text();
    for (const { sequence, time, hash, previoushash } of (JSON.parse(text) as Feed).items) {
      const [, rest] = text.split(`"previoushash":"${previoushash}",`);
      const body = rest!.slice(rest!.indexOf('"data":') + '"data":'.length);
      const link = {
        previousHash: previoushash,
        position: Number(sequence),
        recordedAtMicros: parseMicros(time),
      };
      expect(eventHash({ ...link, body: objectAtStart(body) })).toBe(hash);
    }
  });

  it('answers a waiting call when an event arrives, or after its timeout', async () => {
    const { nextCursor } = await feed('after=head');
    const waiting = feed(`after=${nextCursor}&wait=20&type=request.*`);
    // Answered after the call before has begun to wait: both take the same way.
    await feed(`after=${nextCursor}`);
    const began = Date.now();
    expect((await submit('prod-db-us')).status).toBe(201);
    const { items } = await waiting;
    expect(items.map(({ type }) => type)).toContain('request.submitted');
    expect(Date.now() - began).toBeLessThan(10_000);
    const idle = Date.now();
    expect((await feed('after=head&wait=1&type=access.*')).items).toEqual([]);
    expect(Date.now() - idle).toBeLessThan(10_000);
  });

  it('refuses an invalid query', async () => {
    for (const query of ['after=x', 'limit=201', 'wait=31', 'type=Access', 'colour=red', 'from=yesterday'])
      expect((await as('frank').get(`/v1/events?${query}`)).status).toBe(422);
  });

  it('continues at its cursor after the store of NATS is lost, and during a rebuild of all read models', async () => {
    const before = await readOn();
    await stack.nats.kill();
    await rm(stack.folder.nats, { recursive: true, force: true });
    await stack.nats.start();
    await rebuildReadModels(stack, Date.now() + 45_000);
    await eventually(
      'requests are taken again',
      async () => expect((await submit('prod-db-asia')).status).toBe(201),
      45_000,
    );
    const { items } = await eventually(
      'the feed goes on',
      async () => {
        const page = await readOn(before.nextCursor);
        expect(page.items.map(({ type }) => type)).toContain('approval.opened');
        return page;
      },
      45_000,
    );
    const all = [...before.items, ...items].filter(({ source }) => source.endsWith('/request'));
    expect(all.map(({ sequence }) => Number(sequence))).toEqual(all.map((_, i) => i + 1));
  }, 120_000);

  it('describes its events at /asyncapi.json', async () => {
    const { status, body } = await new Client(stack.url, null).get<{ asyncapi: string }>('/asyncapi.json');
    expect({ status, version: body.asyncapi }).toEqual({ status: 200, version: '3.0.0' });
  });
});

/** The JSON object a text begins with. */
function objectAtStart(text: string): string {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth++;
    else if (!quoted && character === '}' && --depth === 0) return text.slice(0, i + 1);
  }
  throw new Error('no object');
}
