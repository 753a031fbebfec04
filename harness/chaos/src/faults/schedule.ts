import type { Random } from '../random.js';
import * as connections from './connections.js';
import { duplicated } from './duplicated.js';
import type { Fault, FaultKind } from './fault.js';
import { leadersChanged } from './leaders.js';
import { storeDeleted, storeTruncated } from './nats-store.js';
import { killed, paused, restarted } from './processes.js';
import { rebuilt } from './rebuilt.js';
import { redelivered } from './redelivered.js';

export type { Fault } from './fault.js';

/** Every kind of fault, by the name under which it is counted. */
export const faultKinds: Record<string, FaultKind> = {
  'service killed': killed('service'),
  'service paused': paused('service'),
  'service restarted': restarted('service'),
  'gateway killed': killed('gateway'),
  'gateway paused': paused('gateway'),
  'gateway restarted': restarted('gateway'),
  'PostgreSQL killed': killed('PostgreSQL'),
  'PostgreSQL paused': paused('PostgreSQL'),
  'PostgreSQL restarted': restarted('PostgreSQL'),
  'PostgreSQL cut': connections.cut('PostgreSQL'),
  'PostgreSQL refused': connections.refused('PostgreSQL'),
  'PostgreSQL delayed': connections.delayed('PostgreSQL'),
  'PostgreSQL stalled': connections.stalled('PostgreSQL'),
  'PostgreSQL half-open': connections.halfOpen('PostgreSQL'),
  'NATS killed': killed('NATS'),
  'NATS paused': paused('NATS'),
  'NATS restarted': restarted('NATS'),
  'NATS cut': connections.cut('NATS'),
  'NATS refused': connections.refused('NATS'),
  'NATS delayed': connections.delayed('NATS'),
  'NATS stalled': connections.stalled('NATS'),
  'NATS half-open': connections.halfOpen('NATS'),
  'NATS store deleted': storeDeleted,
  'NATS store truncated': storeTruncated,
  'leaders changed': leadersChanged,
  'messages duplicated': duplicated,
  'events redelivered': redelivered,
  'read models rebuilt': rebuilt,
};

export interface ScheduleOptions {
  count: number;
  /** The last fault begins within this time. */
  overMs: number;
  natsNodes: 1 | 3;
  /** Names of `faultKinds`; default all. */
  kinds?: readonly string[] | undefined;
}

/**
 * The faults of a run, in order of time. Every kind occurs before any occurs again.
 * @throws Error for an unknown kind
 */
export function planFaults(random: Random, { count, overMs, natsNodes, kinds }: ScheduleOptions): Fault[] {
  const names = kinds ?? Object.keys(faultKinds);
  const slot = overMs / count;
  return inRounds(random, names, count).map((kind, index) => {
    const make = faultKinds[kind];
    if (!make) throw new Error(`no such kind of fault: ${kind}`);
    const at = Math.round((index + random.next() / 2) * slot);
    return { kind, at, ...make(random, { natsNodes }) };
  });
}

function inRounds(random: Random, names: readonly string[], count: number): string[] {
  const rounds = Array.from({ length: Math.ceil(count / names.length) }, () => random.shuffle(names));
  return rounds.flat().slice(0, count);
}
