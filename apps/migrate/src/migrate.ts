import type { Client } from 'pg';
import { logNames } from '@countersign/contracts';
import { installLog } from '@countersign/event-log';
import { installConsumers, installDeadlines } from '@countersign/consumers';
import { migrateReporting } from '@countersign/reporting-server';
import { installSeenApprovers } from '@countersign/policy-server';
import { installSigningKeys } from '@countersign/request-server';
import { databaseServices, roleOf, VERIFIER_ROLE } from './config.js';
import type { MigrateConfig } from './config.js';
import { inTurn } from './operator-connections.js';
import { ensureRoles } from './roles.js';

const OWNER_ROLE = 'countersign_owner';

/**
 * Brings the database to the state that this build needs; repeating it changes nothing. Two runs at the
 * same time run one after the other.
 * @param say - called with each completed part
 */
export async function migrate(config: MigrateConfig, say: (line: string) => void): Promise<void> {
  const install = async (admin: Client): Promise<void> => {
    await ensureRoles(admin, config);
    say('roles');
    await installSchemas(admin, config, say);
  };
  await inTurn(config, install);
}

async function installSchemas(
  admin: Client,
  config: MigrateConfig,
  say: (line: string) => void,
): Promise<void> {
  for (const log of logNames) {
    await installLog(admin, {
      log,
      serviceRole: roleOf(log),
      verifierRole: VERIFIER_ROLE,
      ownerRole: OWNER_ROLE,
    });
    say(`log ${log}`);
  }
  await migrateReporting({ adminUrl: config.MIGRATE_DATABASE_URL, serviceRole: roleOf('reporting') });
  say('read models');
  await admin.query(`GRANT USAGE, CREATE ON SCHEMA reporting TO ${OWNER_ROLE}`);
  for (const schema of databaseServices)
    await installConsumers(admin, { schema, serviceRole: roleOf(schema), ownerRole: OWNER_ROLE });
  say('consumers');
  for (const log of ['request', 'approval'] as const)
    await installDeadlines(admin, { log, serviceRole: roleOf(log), ownerRole: OWNER_ROLE });
  say('deadlines');
  await installSeenApprovers(admin, { serviceRole: roleOf('policy'), ownerRole: OWNER_ROLE });
  say('seen approvers');
  await installSigningKeys(admin, { serviceRole: roleOf('request'), ownerRole: OWNER_ROLE });
  say('signing keys');
}
