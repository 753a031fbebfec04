import type { NatsConnection } from '@nats-io/nats-core';
import type { LogFeed, StoredEvent } from '@countersign/event-log';
import { LogPublisher } from './log-publisher.js';

const stored = (position: number): StoredEvent => ({
  position,
  recordedAt: '2026-01-31T09:00:00.123456Z',
  body:
    `{"data":{},"id":"e-${position}","privateHash":null,"schemaVersion":1` +
    `,"streams":[{"id":"s","version":${position}}],"traceparent":null,"type":"a.b"}`,
  private: null,
  erasedAt: null,
  hash: `h-${position}`,
  previousHash: `h-${position - 1}`,
});

/** Accepts everything and acknowledges nothing. */
const silent = {
  subscribe: () => ({ unsubscribe: () => undefined }),
  publish: () => undefined,
  isClosed: () => false,
} as unknown as NatsConnection;

/** Accepts everything, and sends every requested acknowledgement at once. */
function willing(): NatsConnection {
  let acknowledge: (error: null, message: unknown) => void;
  return {
    ...silent,
    subscribe: (_: string, { callback }: { callback: typeof acknowledge }) => {
      acknowledge = callback;
      return { unsubscribe: () => undefined };
    },
    publish: (_: string, __: string, { reply }: { reply?: string }) => {
      const seq = Number(reply?.split('.').at(-1));
      if (reply) acknowledge(null, { subject: reply, data: { length: 1 }, json: () => ({ seq }) });
    },
  } as unknown as NatsConnection;
}

/** First positions of the pages that were read while nothing of the first page has been acknowledged. */
async function pagesRead(events: number): Promise<number[]> {
  const pages: number[] = [];
  const readStored: LogFeed['readStored'] = (position) => {
    pages.push(position);
    return Promise.resolve(Array.from({ length: events + 1 - position }, (_, i) => stored(position + i)));
  };
  const feed = { name: 'request', readStored } as unknown as LogFeed;
  const publisher = new LogPublisher(
    feed,
    silent,
    '_INBOX',
    { position: 0, hash: null },
    'countersign/test/request',
  );
  const caughtUp = publisher.catchUp(new AbortController().signal, () => Promise.resolve());
  await new Promise(setImmediate);
  publisher.close();
  await expect(caughtUp).rejects.toThrow('the publisher was closed');
  return pages;
}

describe('a publisher of a log', () => {
  it('reads the next page while a nearly full page is being published', async () => {
    expect(await pagesRead(64)).toEqual([1, 65]);
  });

  it('reads no further page while a short page is being published', async () => {
    expect(await pagesRead(63)).toEqual([1]);
  });

  it('returns although there is always more to publish', async () => {
    const readStored: LogFeed['readStored'] = (position) =>
      Promise.resolve(Array.from({ length: 64 }, (_, i) => stored(position + i)));
    const feed = { name: 'request', readStored } as unknown as LogFeed;
    const publisher = new LogPublisher(
      feed,
      willing(),
      '_INBOX',
      { position: 0, hash: null },
      'countersign/test/request',
    );
    await publisher.catchUp(new AbortController().signal, () => Promise.resolve());
    expect(publisher.confirmed).toBe(100 * 64);
    publisher.close();
  });
});
