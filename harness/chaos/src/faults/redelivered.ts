import { setTimeout as sleep } from 'node:timers/promises';
import { partOf, startAgain } from '../installation/parts.js';
import type { Installation } from '../installation/installation.js';
import { between } from './fault.js';
import type { FaultKind } from './fault.js';

/**
 * Puts cursors of process managers back by some events: position and hash of an earlier one, or the beginning. They
 * append before they move their cursor, so that this is what a kill in between leaves, and more of it. A projection's
 * cursor is never behind its tables, which are written in one transaction with it.
 */
const putBack = (service: string, log: string): string => `
  UPDATE ${service}.consumer_cursor c
     SET position = greatest(c.position - $1, 0),
         hash = (SELECT encode(e.hash, 'hex') FROM ${log}.event e WHERE e.position = c.position - $1)
   WHERE c.kind = 'process-manager' AND c.log = '${log}'`;

/** The events each service acts on are those of the other; it may read only its own log, the administrator both. */
const reads = { request: 'approval', approval: 'request' } as const;

/** All instances of a service are killed, its process managers get what they have had before, and it starts again. */
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
