import type { Client } from 'pg';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { installLog, PostgresEventLog } from '@countersign/event-log';
import { installConsumers, installDeadlines } from '@countersign/consumers';
import { ensureAuditStream, ensureMirror, renewDamagedMirror } from '@countersign/mirror';
import { migrateReporting } from '@countersign/reporting-server';
import { installSigningKeys } from '@countersign/request-server';
import { databaseServices, roleOf, VERIFIER_ROLE } from './config.js';
import type { MigrateConfig } from './config.js';
import { withNats, inTurn } from './operator-connections.js';
import { ensureRoles } from './roles.js';

const OWNER_ROLE = 'countersign_owner';

/**
 * Brings database and message server to the state that this build needs; repeating it changes nothing. Two runs at the
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
  await withNats(config, async (nc) => {
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    for (const log of logNames) await mirror(config, jsm, log, say);
    await ensureAuditStream(jsm, { replicas: config.NATS_REPLICAS });
  });
  say('mirrors');
}

async function mirror(
  { MIGRATE_DATABASE_URL: url, NATS_REPLICAS: replicas }: MigrateConfig,
  jsm: JetStreamManager,
  log: LogName,
  say: (line: string) => void,
): Promise<void> {
  await ensureMirror(jsm, log, { replicas });
  const feed = new PostgresEventLog({ log, url, readConnections: 1 });
  try {
    const missing = await renewDamagedMirror(jsm, feed, { replicas });
    if (missing) say(`mirror of ${log}, which had lost ${missing} messages: rebuilt`);
  } finally {
    await feed.close();
  }
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
  await installSigningKeys(admin, { serviceRole: roleOf('request'), ownerRole: OWNER_ROLE });
  say('signing keys');
}
