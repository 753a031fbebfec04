import { Client } from 'pg';
import type { TestDatabase } from '@countersign/testing';
import { Leases } from '../leadership/leases.js';
import type { Leadership, Lease } from '../leadership/leadership.js';
import type { ServiceLogger } from '../service-logger.js';

/** Leases that every caller gets: shows what happens with two leaders. */
export const everybodyLeads: Leadership = {
  tryAcquire: (): Promise<Lease> =>
    Promise.resolve({ lost: new AbortController().signal, release: () => Promise.resolve() }),
  onLost: () => undefined,
};

/** The leases of one instance of a service. */
export const testLeases = (url: string, schema: string, logger: ServiceLogger): Leases =>
  new Leases({ connection: { connectionString: url }, schema, logger });

/** Runs with an administrator's connection to the test's database. */
export async function asAdmin<T>(database: TestDatabase, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

export interface RecordingLogger extends ServiceLogger {
  lines: { level: 'info' | 'warn' | 'error'; message: string }[];
}

/** A logger that records its lines. */
export function recordingLogger(): RecordingLogger {
  const lines: RecordingLogger['lines'] = [];
  const log = (level: 'info' | 'warn' | 'error') => (message: string) => void lines.push({ level, message });
  return { lines, info: log('info'), warn: log('warn'), error: log('error') };
}
