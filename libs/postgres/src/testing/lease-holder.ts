import { Leases } from '../leadership/leases.js';
import type { LeaseName } from '../leadership/leadership.js';
import type { LeaseTiming } from '../leadership/leases.js';
import { recordingLogger } from './test-postgres.js';

/** Options of a holder in its own process, given as JSON in its first argument. */
export interface HolderOrder {
  url: string;
  schema: string;
  lease: LeaseName;
  timing?: LeaseTiming;
}

/** Takes a lease and prints `held`; prints `lost` when it has noticed that it lost the lease. */
async function hold({ url, schema, lease, timing }: HolderOrder): Promise<void> {
  const logger = recordingLogger();
  const leases = new Leases({
    connection: { connectionString: url },
    schema,
    logger,
    ...(timing && { timing }),
  });
  const held = await leases.tryAcquire(lease);
  held?.lost.addEventListener('abort', () => process.stdout.write('lost\n'));
  process.stdout.write(held ? 'held\n' : 'refused\n');
}

await hold(JSON.parse(process.argv[2] ?? '') as HolderOrder);
