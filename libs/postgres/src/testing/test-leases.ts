import { Leases } from '../leadership/leases.js';
import type { Leadership, Lease } from '../leadership/leases.js';
import type { ServiceLogger } from '../service-logger.js';

/** Leases that every caller gets: shows what happens when there are two leaders. */
export const everybodyLeads: Leadership = {
  tryAcquire: (): Promise<Lease> =>
    Promise.resolve({ lost: new AbortController().signal, release: () => Promise.resolve() }),
  onLost: () => undefined,
};

/** The leases of one instance of a service. */
export const testLeases = (url: string, schema: string, logger: ServiceLogger): Leases =>
  new Leases({ connection: { connectionString: url }, schema, logger });
