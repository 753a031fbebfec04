import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNames } from '@countersign/installation';
import type { Part } from '@countersign/servers';
import type { Installation } from './installation.js';

/** Groups of processes that a fault can affect. */
export type PartGroup = 'service' | 'gateway' | 'PostgreSQL' | 'NATS';

/** Names of the processes of a group, as the installation will have them. */
export function partNames(group: PartGroup, natsNodes: number): string[] {
  switch (group) {
    case 'service':
      return serviceNames.filter((name) => name !== 'gateway').flatMap((name) => [name, `${name}-2`]);
    case 'gateway':
      return ['gateway'];
    case 'PostgreSQL':
      return ['PostgreSQL'];
    case 'NATS':
      return ['nats-server', 'nats-server-2', 'nats-server-3'].slice(0, natsNodes);
    default:
      return group satisfies never;
  }
}

/** @throws Error if there is no process of that name */
export function partOf({ parts }: Installation, name: string): Part {
  const part = parts.find((one) => one.name === name);
  if (!part) throw new Error(`there is no process called ${name}`);
  return part;
}

/** How long a process may take to come back, including the time of other faults. */
const BACK_MS = 120_000;

/**
 * Starts a part until it runs: another fault may keep it from becoming ready, as with any orchestrator.
 * @throws LocalStackError if it did not come back within two minutes
 */
export async function startAgain(part: Part): Promise<void> {
  const deadline = Date.now() + BACK_MS;
  while (part.pid === undefined) {
    try {
      await part.start();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(500);
    }
  }
}
