import type { Caller, Role } from '@countersign/contracts';
import { NoticeStream } from './notice-stream.js';

const REQUESTER = { issuer: 'https://id.example', id: 'alice' };
const audience = {
  requester: REQUESTER,
  steps: [{ approvers: [{ type: 'group' as const, id: 'managers' }] }],
};

function person(id: string, groups: string[] = [], roles: Role[] = [], livesMs = 600_000): Caller {
  const authentication = { methods: [], contextClass: null, at: null };
  const tokenExpiresAt = new Date(Date.now() + livesMs);
  return {
    kind: 'person',
    issuer: REQUESTER.issuer,
    id,
    name: id,
    email: null,
    groups,
    roles,
    authentication,
    tokenExpiresAt,
  };
}

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

describe('a stream of notices', () => {
  let here = 0;
  let counted: string[] = [];
  const streams: NoticeStream[] = [];
  beforeEach(() => {
    here = 0;
    counted = [];
  });
  afterEach(() => streams.splice(0).forEach((stream) => stream.destroy()));

  /** A stream, and the events its reader has got, as `name id data`. */
  function open(caller: Caller, reads = true) {
    const counts = { sent: (n: number) => counted.push(`sent ${n}`), resynced: () => counted.push('resync') };
    const stream = new NoticeStream(caller, () => `c${here}`, counts);
    streams.push(stream);
    let text = '';
    const read = () => stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    if (reads) read();
    const got = (): string[] =>
      text
        .split('\n\n')
        .map((block) => block.replace(/(^|\n)(?:event|id|data): /g, '$1').replaceAll('\n', ' '))
        .filter((block) => block !== '');
    return { stream, read, got, raw: () => text };
  }
  const change = (requestId: string, position = ++here) => ({
    requestId,
    at: { log: 'request' as const, position },
  });
  const settled = async (ms: number) => {
    await jest.advanceTimersByTimeAsync(ms);
    await new Promise((done) => setImmediate(done));
  };

  it.each([
    ['the requester', person('alice'), true],
    ['an approver', person('bob', ['managers']), true],
    ['a policy admin', person('erin', [], ['policy-admin']), true],
    ['an auditor', person('frank', [], ['auditor']), true],
    ['a stranger', person('oscar', ['engineers']), false],
    ['a namesake of another issuer', { ...person('alice'), issuer: 'https://other.example' }, false],
    ['a broker', person('vault', [], ['broker']), false],
  ])('notifies %s only of visible requests', async (_who, caller, sees) => {
    const { stream, got } = open(caller);
    stream.start();
    stream.offer(change('r1'), audience);
    await settled(200);
    expect(got().slice(2)).toEqual(sees ? ['request-changed c1 {"id":"r1","position":"request=1"}'] : []);
  });

  it('sends one notice per request in 100 ms, with the last position', async () => {
    const { stream, got } = open(person('alice'));
    stream.start();
    for (let i = 0; i < 50; i++) stream.offer(change('r1'), audience);
    await settled(99);
    expect(got()).toEqual([': notices', 'ready c0 {}']);
    await settled(1);
    expect(got().slice(2)).toEqual(['request-changed c50 {"id":"r1","position":"request=50"}']);
    stream.offer(change('r1'), audience);
    await settled(100);
    expect(got()).toHaveLength(4);
    expect(counted).toEqual(['sent 1', 'sent 1']);
  });

  it('gives only the last of several notices the new id, so that a client that is cut off between them misses nothing', async () => {
    const { stream, got } = open(person('alice'));
    stream.start('c-old');
    for (const id of ['r1', 'r2', 'r3']) stream.offer(change(id), audience);
    await settled(100);
    expect(got().map((block) => block.split(' ')[1])).toEqual(['notices', 'c-old', 'c-old', 'c-old', 'c3']);
  });

  it('keeps changes that come before the start', async () => {
    const { stream, got } = open(person('alice'));
    stream.offer(change('r1'), audience);
    await settled(1000);
    expect(got()).toEqual([': notices']);
    stream.start('c-old');
    await settled(100);
    expect(got().slice(1)).toEqual([
      'ready c-old {}',
      'request-changed c1 {"id":"r1","position":"request=1"}',
    ]);
  });

  it('sends a heartbeat every 15 s, with an id not past the last notice', async () => {
    const { stream, got } = open(person('alice'));
    stream.start();
    here = 7;
    await settled(14_950);
    expect(got()).toHaveLength(2);
    await settled(50);
    expect(got()[2]).toBe(': heartbeat c7');
    await settled(14_950);
    stream.offer(change('r1'), audience);
    await settled(50);
    expect(got()[3]).toBe(': heartbeat c7');
  });

  it('buffers little for a reader that does not read, and then sends resync', async () => {
    const { stream, read, got } = open(person('alice'), false);
    stream.start();
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 100; i++) stream.offer(change(`request-${round}-${i}`), audience);
      await settled(100);
    }
    await settled(60_000);
    expect(stream.readableLength).toBeLessThan(64 * 1024);
    read();
    await settled(200);
    expect(got().at(-1)).toBe('resync c10000 {}');
    expect(counted.filter((one) => one === 'resync')).toHaveLength(1);
    stream.offer(change('r1'), audience);
    await settled(100);
    expect(got().at(-1)).toBe('request-changed c10001 {"id":"r1","position":"request=10001"}');
  });

  it('ends when the token expires, with a last event', async () => {
    const { stream, got } = open(person('alice', [], [], 5_000));
    const closed = new Promise((done) => stream.once('close', done));
    stream.start();
    await settled(4_900);
    expect(got()).toHaveLength(2);
    await settled(100);
    expect(got().at(-1)).toBe('token-expired c0 {}');
    await closed;
    stream.offer(change('r1'), audience);
    stream.lose();
    await settled(20_000);
    expect(got()).toHaveLength(3);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is cut when its end is not read', async () => {
    const { stream } = open(person('alice', [], [], 1_000), false);
    stream.start();
    await settled(1_000);
    expect(stream.destroyed).toBe(false);
    await settled(2_000);
    expect(stream.destroyed).toBe(true);
  });

  it('leaves no timer when it is closed', async () => {
    const { stream } = open(person('alice'));
    stream.start();
    stream.offer(change('r1'), audience);
    stream.destroy();
    await settled(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});
