import { Client } from 'pg';
import type { TestDatabase } from '@countersign/testing';

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
