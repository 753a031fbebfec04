import { partNames, partOf, startAgain } from '../installation/parts.js';
import type { PartGroup } from '../installation/parts.js';
import { between, lasting, seconds } from './fault.js';
import type { FaultKind } from './fault.js';

/** The affected part: a process of a service individually; for servers, what everybody depends on. */
const targetsOf = (group: PartGroup, name: string): string[] =>
  group === 'NATS' || group === 'PostgreSQL' ? [group] : [name];

/** SIGKILL, then a restart a moment later. */
export const killed =
  (group: PartGroup): FaultKind =>
  (random, { natsNodes }) => {
    const name = random.pick(partNames(group, natsNodes));
    const lasts = between(random, 0, 3_000);
    return {
      lasts,
      what: `${name} is killed, and started again after ${seconds(lasts)}`,
      targets: targetsOf(group, name),
      run: async (installation, signal) => {
        const part = partOf(installation, name);
        await part.kill();
        await lasting(lasts, signal);
        await startAgain(part);
      },
    };
  };

/** Longer than timeouts; for services also longer than a lease's term, so that a frozen leader loses its leases. */
const longestPause = (group: PartGroup): number => (group === 'service' ? 20_000 : 8_000);

/**
 * SIGSTOP and SIGCONT, with enough time in between. All processes of PostgreSQL are frozen: freezing only the first
 * would merely refuse new connections.
 */
export const paused =
  (group: PartGroup): FaultKind =>
  (random, { natsNodes }) => {
    const name = random.pick(partNames(group, natsNodes));
    const lasts = between(random, 1_000, longestPause(group));
    return {
      lasts,
      what: `${name} stands still for ${seconds(lasts)}`,
      targets: targetsOf(group, name),
      run: async (installation, signal) => {
        const part = partOf(installation, name);
        await part.pause();
        try {
          await lasting(lasts, signal);
        } finally {
          await part.resume();
        }
      },
    };
  };

/** Asks a process to stop, as in an update, and restarts it. */
export const restarted =
  (group: PartGroup): FaultKind =>
  (random, { natsNodes }) => {
    const name = random.pick(partNames(group, natsNodes));
    return {
      lasts: 0,
      what: `${name} is restarted`,
      targets: targetsOf(group, name),
      run: async (installation) => {
        const part = partOf(installation, name);
        await part.stop();
        await startAgain(part);
      },
    };
  };
