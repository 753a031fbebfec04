import { setTimeout as sleep } from 'node:timers/promises';
import { partOf, startAgain } from '../installation/parts.js';
import type { Installation } from '../installation/installation.js';
import { between } from './fault.js';
import type { FaultKind } from './fault.js';

/**
 * Moves cursors of process managers back by some events, to the position and hash of an earlier event, or to the
 * beginning. Process managers append before they move their cursor, so a kill in between has the same effect on a smaller
 * scale. A projection's cursor is never behind its tables, because both are written in one transaction.
 */
const putBack = (service: string, log: string): string => `
  UPDATE ${service}.consumer_cursor c
     SET position = greatest(c.position - $1, 0),
         hash = (SELECT encode(e.hash, 'hex') FROM ${log}.event e WHERE e.position = c.position - $1)
   WHERE c.kind = 'process-manager' AND c.log = '${log}'`;

/** The events that each service acts on are in the other's log; it can read only its own, the administrator both. */
const reads = { request: 'approval', approval: 'request' } as const;

/** Kills all instances of a service, moves the cursors of its process managers back, and restarts it. */
export const redelivered: FaultKind = (random) => {
  const service = random.pick(['request', 'approval'] as const);
  const events = between(random, 1, 400);
  const instances = [service, `${service}-2`];
  return {
    lasts: 0,
    what: `both instances of ${service} are killed, and its process managers get the last ${events} events again`,
    targets: instances,
    run: async (installation) => {
      const parts = instances.map((name) => partOf(installation, name));
      await Promise.all(parts.map((part) => part.kill()));
      try {
        await insist(installation, putBack(service, reads[service]), [events]);
      } finally {
        await Promise.all(parts.map(startAgain));
      }
    },
  };
};

/** Another fault may keep PostgreSQL from answering for some seconds. */
async function insist({ stack }: Installation, text: string, values: unknown[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await stack.sql(text, values);
      return;
    } catch (error) {
      if (tries === 60) throw error;
      await sleep(500);
    }
  }
}
