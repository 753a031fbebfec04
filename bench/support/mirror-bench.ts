import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { auditStreamName, mirrorName } from '@countersign/contracts';
import type { Appended } from '@countersign/event-log';
import { ownPostgres, testNats } from '@countersign/testing';
import { newAppend, newStream, openLogs } from './bench-log.js';
import { MIRRORED_LOG as LOG, startRelay } from './mirror-relay.js';
import { publishAlone } from './mirror-publish.js';

/** A log, a nats-server, and a relay between them that can be started and stopped. */
export interface MirrorBench {
  natsUrl: string;
  /** URL of the log's role. */
  logUrl: string;
  /** A command that stores an event of about 500 bytes. */
  append(): Promise<Appended>;
  /** Stores a number of events, in large appends. */
  fill(events: number): Promise<void>;
  startRelay(): Promise<void>;
  stopRelay(): Promise<void>;
  /** Position of the log's last event. */
  end(): Promise<number>;
  /** Resolves once the mirror holds the position. */
  mirrored(position: number): Promise<void>;
  /** Deletes the mirror and everything copied from it, as when the store is lost. */
  loseMirror(): Promise<void>;
  /** Publishes ready-made messages of the same size to a stream of its own: the upper bound for a republish. */
  publishAlone(messages: number): Promise<void>;
  close(): Promise<void>;
}

export async function mirrorBench(): Promise<MirrorBench> {
  const [postgres, nats] = await Promise.all([ownPostgres(), testNats()]);
  const { logs, url, close } = await openLogs(postgres.adminUrl, [LOG]);
  const log = logs[LOG];
  const nc = await connect({ servers: nats.url });
  const jsm = await jetstreamManager(nc);
  let stop: (() => Promise<void>) | undefined;
  const lastOf = (stream: string): Promise<number> =>
    jsm.streams.info(stream).then(
      ({ state }) => state.last_seq,
      () => 0,
    );
  return {
    natsUrl: nats.url,
    logUrl: url,
    append: () => log.append(newAppend()),
    fill: async (events) => {
      const each = 200;
      for (let done = 0; done < events; done += 10 * each)
        await Promise.all(Array.from({ length: 10 }, () => log.append(newAppend([newStream(each)]))));
    },
    startRelay: async () => {
      stop = await startRelay(log, { logUrl: url, natsUrl: nats.url });
    },
    stopRelay: async () => {
      await stop?.();
      stop = undefined;
    },
    end: async () => (await log.head()).position,
    mirrored: (position) => until(async () => (await lastOf(mirrorName(LOG))) >= position),
    loseMirror: async () => {
      for (const stream of [auditStreamName, mirrorName(LOG)])
        await jsm.streams.delete(stream).catch(() => false);
    },
    publishAlone: (messages) => publishAlone(nc, messages),
    close: async () => {
      await stop?.();
      await close();
      await nc.close();
      await Promise.all([nats.stop(), postgres.remove()]);
    },
  };
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 5));
}
