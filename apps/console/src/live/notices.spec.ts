import type { StreamEvent } from './event-stream.js';
import { readNotices } from './notices.js';
import type { Connection } from './notices.js';

const realFetch = globalThis.fetch;
const body = (text: string) => new Response(text, { headers: { 'content-type': 'text/event-stream' } });

/** Reads notices from these answers of the gateway, one for each connection, and stops after the last of them. */
async function readFrom(answers: (() => Response)[]) {
  const end = new AbortController();
  const lastIds: (string | null)[] = [];
  const events: StreamEvent[] = [];
  const connections: Connection[] = [];
  const added = jest.spyOn(end.signal, 'addEventListener');
  const removed = jest.spyOn(end.signal, 'removeEventListener');
  const listeners: number[] = [];
  globalThis.fetch = (_url, init) => {
    lastIds.push(new Headers(init?.headers).get('last-event-id'));
    listeners.push(added.mock.calls.length - removed.mock.calls.length);
    const answer = answers[lastIds.length - 1];
    if (answer) return Promise.resolve(answer());
    end.abort();
    return Promise.reject(new Error('aborted'));
  };
  const reading = readNotices({
    token: () => Promise.resolve('token'),
    onEvent: (event) => events.push(event),
    onConnection: (connection) => connections.push(connection),
    signal: end.signal,
  });
  await jest.runAllTimersAsync();
  await reading;
  return { lastIds, events, connections, listeners };
}

describe('the stream of notices', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
    globalThis.fetch = realFetch;
  });

  it('is resumed after the id of the last heartbeat', async () => {
    const { lastIds, events } = await readFrom([
      () => body('event: ready\nid: 4\ndata: {}\n\n: heartbeat\nid: 9\n\n'),
      () => body(': notices\n\n'),
    ]);
    expect(lastIds).toEqual([null, '9', '9']);
    expect(events).toEqual([{ event: 'ready', data: '{}' }]);
  });

  it('leaves no listener at the signal when it reconnects', async () => {
    const { listeners } = await readFrom(Array.from({ length: 5 }, () => () => body(': notices\n\n')));
    expect(listeners).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is lost while the gateway fails, and open again afterwards', async () => {
    const { connections } = await readFrom([
      () => body(''),
      () => new Response(null, { status: 503 }),
      () => body(''),
    ]);
    expect(connections).toEqual(['open', 'lost', 'open']);
  });

  it('is off when the gateway has no notices', async () => {
    const { connections, lastIds } = await readFrom([() => new Response(null, { status: 404 })]);
    expect(connections).toEqual(['off']);
    expect(lastIds).toHaveLength(1);
  });
});
