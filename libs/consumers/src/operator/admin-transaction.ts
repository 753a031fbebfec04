import type { ClientBase } from 'pg';

/** Runs `work` in a transaction of the administrator's connection. */
export async function inAdminTransaction<T>(admin: ClientBase, work: () => Promise<T>): Promise<T> {
  await admin.query('BEGIN');
  try {
    const result = await work();
    await admin.query('COMMIT');
    return result;
  } catch (error) {
    await admin.query('ROLLBACK');
    throw error;
  }
}
