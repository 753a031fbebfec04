import { stopSharedPostgres } from './shared-postgres.js';

/** Jest's `globalTeardown` of the integration tier: the shared PostgreSQL ends with the run, not a moment later. */
export default async function globalTeardown(): Promise<void> {
  await stopSharedPostgres(process.pid);
}
