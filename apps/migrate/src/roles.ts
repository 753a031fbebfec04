import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { ClientBase } from 'pg';
import { databaseServices, passwordOf, roleOf } from './config.js';
import type { DatabaseService, MigrateConfig } from './config.js';

/** A service's role does not exist, and no password was given to create it with. */
class RoleMissing extends Error {
  constructor(service: DatabaseService) {
    const name = `DATABASE_PASSWORD_${service.toUpperCase()}`;
    super(
      `The role ${roleOf(service)} does not exist; set ${name} to have it created, or create it yourself.`,
    );
    this.name = 'RoleMissing';
  }
}

const ROLE_EXISTS = 'SELECT FROM pg_roles WHERE rolname = $1';

/** Creates each service's role or sets its password; no other role can connect to this database. */
export async function ensureRoles(admin: ClientBase, config: MigrateConfig): Promise<void> {
  for (const service of databaseServices) await ensureRole(admin, service, passwordOf(config, service));
  const { rows } = await admin.query<{ name: string }>('SELECT current_database() AS name');
  const database = admin.escapeIdentifier(rows[0]?.name ?? '');
  const roles = databaseServices.map(roleOf).map((role) => admin.escapeIdentifier(role));
  await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${roles.join(', ')}`);
}

async function ensureRole(admin: ClientBase, service: DatabaseService, password?: string): Promise<void> {
  const role = admin.escapeIdentifier(roleOf(service));
  const exists = (await admin.query(ROLE_EXISTS, [roleOf(service)])).rowCount === 1;
  if (password === undefined) {
    if (!exists) throw new RoleMissing(service);
    return;
  }
  const verifier = admin.escapeLiteral(scramVerifier(password));
  await admin.query(`${exists ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN PASSWORD ${verifier}`);
}

const ITERATIONS = 4096;

/**
 * The verifier that PostgreSQL stores for a password (SCRAM-SHA-256, RFC 5803). Because it is sent instead of the
 * password, the password never appears in a statement or in a log of statements. ASCII passwords only: others would
 * have to be prepared first (RFC 4013).
 */
function scramVerifier(password: string, salt = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const serverKey = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
