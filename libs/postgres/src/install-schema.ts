import type { ClientBase } from 'pg';
import { isMadeMeanwhile } from '@countersign/sqlstate';
import { inTransactionOn } from './sql.js';

/** The tables and functions of one part of a schema, as numbered steps. */
export interface SchemaInstallation {
  /** The name of the part in errors, such as `log request`. */
  name: string;
  /** Runs before the first step, in the same transaction. */
  prepare?: (admin: ClientBase) => Promise<void>;
  /**
   * Quoted name of a table with a column `version` that records the steps that have run. Without such a table, every
   * step must leave existing objects alone, and all steps run at each installation.
   */
  versions?: string;
  /**
   * SQL, oldest first: the number of a step is its index, from 1. A released step is never edited; later changes are
   * further steps.
   */
  steps: readonly string[];
  /** SQL that runs at each installation, after the steps: owners and rights. */
  grants: readonly string[];
}

const ATTEMPTS = 5;

/**
 * Creates a part of a schema, or brings an older one up to date, in a transaction of its own: all of it or nothing.
 * Can be repeated, and can run in several places at once.
 * @param admin - a connection outside a transaction, whose role can do what the steps do
 * @throws Error if a newer build has installed more steps than this build knows
 */
export async function installSchema(admin: ClientBase, installation: SchemaInstallation): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await install(admin, installation);
      return;
    } catch (error) {
      if (!isMadeMeanwhile(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

function install(admin: ClientBase, installation: SchemaInstallation): Promise<void> {
  return inTransactionOn(admin, async () => {
    await installation.prepare?.(admin);
    await runSteps(admin, installation);
    for (const sql of installation.grants) await admin.query(sql);
  });
}

async function runSteps(admin: ClientBase, { name, versions, steps }: SchemaInstallation): Promise<void> {
  const installed = versions ? await installedVersion(admin, versions) : 0;
  if (installed > steps.length)
    throw new Error(`${name} is at version ${installed}, newer than this build knows (${steps.length})`);
  for (const [index, sql] of steps.entries()) {
    if (index < installed) continue;
    await admin.query(sql);
    if (versions) await admin.query(`INSERT INTO ${versions} (version) VALUES ($1)`, [index + 1]);
  }
}

async function installedVersion(admin: ClientBase, versions: string): Promise<number> {
  const { rows } = await admin.query<{ version: number }>(
    `SELECT coalesce(max(version), 0) AS version FROM ${versions}`,
  );
  return rows[0]?.version ?? 0;
}
