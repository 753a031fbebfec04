import { fork } from 'node:child_process';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { PostgresEventLog } from '@countersign/event-log';
import { mirrorName } from '@countersign/contracts';
import { MIRRORED_LOG, startRelay } from './mirror-relay.js';
import type { MirrorUrls } from './mirror-relay.js';

/** When something of a position happened: milliseconds of the machine's monotonic clock, the same in every process. */
export type Times = Map<number, number>;

export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Another process that follows the mirror, as any consumer does, and records when a position arrives. */
export interface Observer {
  /** Arrivals since the last call; resolves when the position has arrived. */
  arrivals(until: number): Promise<Times>;
  stop(): Promise<void>;
}

/** Roles of this program in separate processes, by its first argument. */
export const roles: Record<string, (urls: MirrorUrls) => Promise<void>> = { observe, relay };

export function startObserver(urls: MirrorUrls): Promise<Observer> {
  return startProcess('observe', urls);
}

/** The relay in another instance, which is the leader. */
export function startOtherRelay(urls: MirrorUrls): Promise<Observer> {
  return startProcess('relay', urls);
}

async function startProcess(role: string, urls: MirrorUrls): Promise<Observer> {
  const program = process.argv[1] ?? '';
  const child = fork(program, [role, JSON.stringify(urls)], { stdio: 'inherit', serialization: 'advanced' });
  const next = () => new Promise<unknown>((resolve) => child.once('message', resolve));
  await next();
  return {
    arrivals: async (until) => {
      child.send(until);
      return (await next()) as Times;
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
}

async function observe({ natsUrl }: MirrorUrls): Promise<void> {
  const nc = await connect({ servers: natsUrl });
  let arrived: Times = new Map();
  let last = 0;
  let asked = Infinity;
  const answer = (): void => {
    if (last < asked) return;
    process.send?.(arrived);
    arrived = new Map();
    asked = Infinity;
  };
  const consumer = await jetstream(nc).consumers.get(mirrorName(MIRRORED_LOG), { headers_only: true });
  await consumer.consume({
    max_messages: 5000,
    callback: ({ seq }) => {
      arrived.set(seq, monotonicMs());
      last = seq;
      answer();
    },
  });
  process.on('message', (until: number) => {
    asked = until;
    answer();
  });
  process.once('disconnect', () => void nc.close());
  process.send?.('ready');
}

async function relay(urls: MirrorUrls): Promise<void> {
  const log = new PostgresEventLog({ log: MIRRORED_LOG, url: urls.logUrl });
  const stop = await startRelay(log, urls);
  process.once('disconnect', () => void stop().then(() => log.close()));
  process.send?.('ready');
}
