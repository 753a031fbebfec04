import { eventually, startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { Client, twoStepPolicy } from './client.js';

interface Notice {
  name: string;
  id: string;
  data: { id?: string; position?: string };
}

/** A reader of `GET /v1/notices` that uses only `fetch`. */
class Reader {
  readonly events: Notice[] = [];
  private readonly gone = new AbortController();

  static async open(url: string, token: string, lastEventId?: string): Promise<Reader> {
    return eventually(
      'the stream opens',
      async () => {
        const reader = new Reader();
        const headers = {
          authorization: `Bearer ${token}`,
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        };
        const { signal } = reader.gone;
        const response = await fetch(`${url}/v1/notices`, { headers, signal });
        expect(response.status).toBe(200);
        reader.read(response).catch(() => undefined);
        await eventually('it is ready', () => expect(reader.events).not.toEqual([]), 20_000);
        return reader;
      },
      15_000,
    );
  }

  /** The requests that the notices name. */
  get changed(): (string | undefined)[] {
    return this.events.filter(({ name }) => name === 'request-changed').map(({ data }) => data.id);
  }

  close(): void {
    this.gone.abort();
  }

  private async read(response: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      this.events.push(...blocks.filter((block) => block.startsWith('event')).map(parsed));
    }
  }
}

function parsed(block: string): Notice {
  const fields = block.split('\n').map((line) => line.split(/: (.*)/, 2) as [string, string]);
  const {
    event = '',
    id = '',
    data = '{}',
  } = Object.fromEntries(fields) as Record<string, string | undefined>;
  return { name: event, id, data: JSON.parse(data) as Notice['data'] };
}

describe('live notices, through two gateways', () => {
  let stack: Stack;
  let gateways: string[];
  const tokens: Record<string, string> = {};
  const readers: Reader[] = [];
  const as = (name: string, gateway = 0) => new Client(gateways[gateway]!, tokens[name]!);
  const submit = async (resource: string, who = 'alice'): Promise<string> => {
    const body = { resource, account: 'db-admin', duration: 'PT1H' };
    const answer = await as(who).post<{ id: string }>('/v1/requests', body);
    expect(answer.status).toBe(201);
    return answer.body.id;
  };
  const open = async (name: string, gateway: number, from?: string): Promise<Reader> => {
    const reader = await Reader.open(gateways[gateway]!, tokens[name]!, from);
    readers.push(reader);
    return reader;
  };

  beforeAll(async () => {
    stack = await startStack({ instances: { gateway: 2 } });
    gateways = stack.services.filter(({ service }) => service === 'gateway').map(({ url }) => url);
    expect(gateways).toHaveLength(2);
    for (const name of ['alice', 'oscar', 'bob', 'erin']) tokens[name] = await stack.token(name);
    expect((await as('erin').post('/v1/policies', twoStepPolicy())).status).toBe(201);
  }, 120_000);
  afterEach(() => readers.splice(0).forEach((reader) => reader.close()));
  afterAll(() => stack.stop(), 60_000);

  it('reach the people who may see the request, at either gateway, and no stranger', async () => {
    const alice = await open('alice', 0);
    const oscar = await open('oscar', 0);
    const bob = await open('bob', 1);
    const erin = await open('erin', 1);
    const id = await submit('prod-db-eu');
    await eventually(
      'everybody hears of the request',
      () => {
        for (const { changed } of [alice, bob, erin]) expect(changed).toContain(id);
      },
      20_000,
    );
    expect((await as('bob').post(`/v1/requests/${id}/reject`, {})).status).toBe(200);
    await eventually(
      'alice hears of the decision',
      () => {
        const positions = alice.events.map(({ data }) => data.position ?? '').join();
        expect(positions).toContain('approval=');
      },
      20_000,
    );
    // Notices come in the order of their log: once oscar has received a notice of a later request of his own, in both logs,
    // no notice about alice's request can still be in flight.
    const own = await submit('prod-db-oscar', 'oscar');
    await eventually('oscar hears of his own request, in both logs', () => {
      const positions = oscar.events.map(({ data }) => data.position ?? '').join();
      expect(positions).toMatch(/request=.*approval=|approval=.*request=/);
    });
    expect(new Set(oscar.changed)).toEqual(new Set([own]));
  });

  it('contain a position that a list then shows', async () => {
    const bob = await open('bob', 1);
    const id = await submit('prod-db-us');
    await eventually('bob hears of the request', () => expect(bob.changed).toContain(id), 20_000);
    const { data } = bob.events.find((one) => one.data.id === id)!;
    const list = await as('bob', 1).get<{ items: { id: string }[] }>('/v1/requests?awaiting=me', {
      atLeast: data.position!,
    });
    expect(list.body.items.map((one) => one.id)).toContain(id);
  });

  it('continue at the other gateway after the first was killed', async () => {
    const bob = await open('bob', 1);
    const first = await submit('prod-db-asia');
    await eventually('bob hears of the request', () => expect(bob.changed).toContain(first), 20_000);
    const { id: cursor } = bob.events.at(-1)!;
    await stack.service('gateway', 1).kill();
    const second = await submit('prod-db-africa');
    const again = await open('bob', 0, cursor);
    await eventually('bob hears of the request', () => expect(again.changed).toContain(second), 20_000);
    expect(again.events.map(({ name }) => name)).not.toContain('resync');
    await stack.service('gateway', 1).start();
  }, 60_000);

  it('arrive again after the store of NATS is lost', async () => {
    const bob = await open('bob', 0);
    await stack.nats.kill();
    await stack.nats.start();
    const ids: string[] = [];
    await eventually(
      'bob gets notices again',
      async () => {
        ids.push(await submit(`prod-db-${Date.now()}`));
        expect(ids.some((id) => bob.changed.includes(id))).toBe(true);
      },
      45_000,
    );
  }, 90_000);
});
