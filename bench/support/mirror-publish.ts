import { jetstreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import type { NatsConnection } from '@nats-io/nats-core';

const STREAM = 'ALONE';
const WINDOW = 500;
/** About the size of a CloudEvent with 500 bytes of data. */
const PAYLOAD = new TextEncoder().encode('x'.repeat(950));

/** Publishes ready-made messages in order, each acknowledged, to a new stream that is deleted afterwards. */
export async function publishAlone(nc: NatsConnection, messages: number): Promise<void> {
  const jsm = await jetstreamManager(nc);
  await jsm.streams.add({ name: STREAM, subjects: ['alone.>'] });
  try {
    await publish(nc, messages);
  } finally {
    await jsm.streams.delete(STREAM);
  }
}

async function publish(nc: NatsConnection, messages: number): Promise<void> {
  let acked = 0;
  let room: () => void = () => undefined;
  const acks = nc.subscribe('_INBOX.alone', {
    callback: () => {
      acked++;
      room();
    },
  });
  const expectation = headers();
  for (let sent = 0; sent < messages;) {
    for (; sent < messages && sent - acked < WINDOW; sent++) {
      expectation.set('Nats-Expected-Last-Sequence', String(sent));
      nc.publish(`alone.stream-${sent}`, PAYLOAD, { reply: '_INBOX.alone', headers: expectation });
    }
    await new Promise<void>((resolve) => (room = resolve));
  }
  while (acked < messages) await new Promise<void>((resolve) => (room = resolve));
  acks.unsubscribe();
}
