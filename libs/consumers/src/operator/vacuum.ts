import type { ClientBase } from 'pg';

/**
 * Takes dead rows out of tables. Transactions that began before keep theirs in place.
 * @param tables - qualified and quoted
 * @returns what PostgreSQL says of tables that it left alone
 */
export async function vacuum(admin: ClientBase, tables: readonly string[]): Promise<string[]> {
  const warnings: string[] = [];
  const listen = ({
    severity,
    message,
  }: {
    severity?: string | undefined;
    message?: string | undefined;
  }): void => {
    if (severity === 'WARNING' && message !== undefined) warnings.push(message);
  };
  admin.on('notice', listen);
  try {
    for (const table of tables) await admin.query(`VACUUM ${table}`);
  } finally {
    admin.off('notice', listen);
  }
  return warnings;
}
