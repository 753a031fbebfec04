import { logNames } from '@countersign/contracts';
import type { Installation } from '../installation/installation.js';
import { between, lasting, seconds } from './fault.js';
import type { FaultKind } from './fault.js';

const LEASES = [...logNames, 'reporting'].map((schema) => `SELECT pid, started FROM ${schema}.lease`);

/** Backends that hold leases of any kind: relay, consumers, rebuilds, deadlines. */
const LEADERS = `
  SELECT DISTINCT a.pid
    FROM pg_stat_activity a
    JOIN (${LEASES.join(' UNION ')}) AS lease ON lease.pid = a.pid AND lease.started = a.backend_start
   ORDER BY 1`;

/** Ends the backends that hold leases, one after the other; the instance that asks first leads next. */
export const leadersChanged: FaultKind = (random) => {
  const lasts = between(random, 2_000, 6_000);
  const picks = Array.from({ length: Math.ceil(lasts / 500) }, () => random.next());
  return {
    lasts,
    what: `sessions of leaders are ended, one every half second, for ${seconds(lasts)}`,
    targets: ['leaders'],
    run: async (installation, signal) => {
      for (const pick of picks) {
        // Another fault may keep PostgreSQL from answering just now.
        await endLeader(installation, pick).catch(() => undefined);
        await lasting(500, signal);
        if (signal.aborted) return;
      }
    },
  };
};

async function endLeader({ stack }: Installation, pick: number): Promise<void> {
  const leaders = await stack.sql<{ pid: number }>(LEADERS);
  const leader = leaders[Math.floor(pick * leaders.length)];
  if (leader) await stack.sql('SELECT pg_terminate_backend($1)', [leader.pid]);
}
