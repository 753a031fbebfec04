import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '@countersign/contracts';
import { DamagedData } from '@countersign/servers';

const password = z.string().min(16);
const newPassword = (): string => randomBytes(24).toString('hex');
const newTicketKey = (): string => randomBytes(32).toString('base64url');

/** Secrets that earlier versions did not have are created when they are missing. */
const secrets = z.object({
  /** Password of PostgreSQL's administrator. */
  postgres: password,
  /** Passwords of the services' roles in PostgreSQL. */
  database: z.object({ policy: password, request: password, approval: password, reporting: password }),
  /** Passwords of the users of NATS. */
  nats: z.object({
    policy: password,
    request: password,
    approval: password,
    reporting: password,
    gateway: password,
    admin: password,
    siem: password.default(newPassword),
    'policy-relay': password.default(newPassword),
    'request-relay': password.default(newPassword),
    'approval-relay': password.default(newPassword),
  }),
  /** Encrypts the keys that sign tickets: 32 bytes in base64url. */
  ticketKey: z
    .string()
    .regex(/^[\w-]{43}$/)
    .default(newTicketKey),
});

/** The passwords with which the parts of one installation trust each other. */
export type Secrets = z.output<typeof secrets>;

/**
 * Reads the file, or creates it with new passwords (readable only by its owner) if there is none. Missing passwords are
 * added to a file of an earlier version.
 * @throws LocalStackError if the file exists but has other contents
 */
export async function loadSecrets(file: string): Promise<Secrets> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return write(file, newSecrets());
  const known = parseSecrets(text, file);
  return isWhole(text, known) ? known : write(file, known);
}

const isWhole = (text: string, known: Secrets): boolean =>
  JSON.stringify(JSON.parse(text)) === JSON.stringify(known);

/** Writes a temporary file first, so that the file is complete or unchanged. */
async function write(file: string, made: Secrets): Promise<Secrets> {
  const unfinished = `${file}.new`;
  await rm(unfinished, { force: true });
  await writeFile(unfinished, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(unfinished, file);
  return made;
}

function parseSecrets(text: string, file: string): Secrets {
  try {
    return secrets.parse(parseJson(text));
  } catch {
    throw new DamagedData(`${file} is damaged: it does not hold the passwords of this installation.`);
  }
}

function newSecrets(): Secrets {
  const made = newPassword;
  return {
    postgres: made(),
    database: { policy: made(), request: made(), approval: made(), reporting: made() },
    nats: {
      policy: made(),
      request: made(),
      approval: made(),
      reporting: made(),
      gateway: made(),
      admin: made(),
      siem: made(),
      'policy-relay': made(),
      'request-relay': made(),
      'approval-relay': made(),
    },
    ticketKey: newTicketKey(),
  };
}
