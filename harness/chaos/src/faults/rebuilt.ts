import { requestRebuild } from '@countersign/consumers';
import pg from 'pg';
import type { FaultKind } from './fault.js';

/** An operator requests a rebuild of all read models while the load continues. */
export const rebuilt: FaultKind = () => ({
  lasts: 0,
  what: 'all read models are to be rebuilt',
  targets: ['read models'],
  run: async ({ stack }) => {
    const db = new pg.Client({ connectionString: stack.adminUrl });
    db.on('error', () => undefined);
    // PostgreSQL may be away; then nothing is requested.
    try {
      await db.connect();
      const { rows } = await db.query<{ consumer: string }>(
        `SELECT DISTINCT consumer FROM reporting.consumer_cursor WHERE kind = 'projection'`,
      );
      for (const { consumer } of rows) await requestRebuild(db, { schema: 'reporting', consumer });
    } catch {
      return;
    } finally {
      await db.end().catch(() => undefined);
    }
  },
});
