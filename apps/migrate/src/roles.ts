import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { ClientBase } from 'pg';
import { databaseServices, passwordOf, roleOf, VERIFIER_ROLE } from './config.js';
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

/** Creates each service's role and the verifier's, or sets its password; no other role can connect to this database. */
export async function ensureRoles(admin: ClientBase, config: MigrateConfig): Promise<void> {
  for (const service of databaseServices) await ensureRole(admin, service, passwordOf(config, service));
  await ensureVerifier(admin, config.DATABASE_PASSWORD_VERIFIER);
  const { rows } = await admin.query<{ name: string }>('SELECT current_database() AS name');
  const database = admin.escapeIdentifier(rows[0]?.name ?? '');
  const roles = [...databaseServices.map(roleOf), VERIFIER_ROLE].map((role) => admin.escapeIdentifier(role));
  await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${roles.join(', ')}`);
}

async function ensureRole(admin: ClientBase, service: DatabaseService, password?: string): Promise<void> {
  const role = roleOf(service);
  if (password !== undefined) return setPassword(admin, role, password);
  if (!(await roleExists(admin, role))) throw new RoleMissing(service);
}

/** An installation need not verify its logs from outside, so the role exists without a password as well. */
async function ensureVerifier(admin: ClientBase, password?: string): Promise<void> {
  if (password !== undefined) return setPassword(admin, VERIFIER_ROLE, password);
  if (!(await roleExists(admin, VERIFIER_ROLE))) await admin.query(`CREATE ROLE ${VERIFIER_ROLE} NOLOGIN`);
}

/** Creates the role with the password, or sets its password. */
async function setPassword(admin: ClientBase, role: string, password: string): Promise<void> {
  const verb = (await roleExists(admin, role)) ? 'ALTER' : 'CREATE';
  const verifier = admin.escapeLiteral(scramVerifier(password));
  await admin.query(`${verb} ROLE ${admin.escapeIdentifier(role)} LOGIN PASSWORD ${verifier}`);
}

async function roleExists(admin: ClientBase, role: string): Promise<boolean> {
  return (await admin.query(ROLE_EXISTS, [role])).rowCount === 1;
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
