import { logNames, mirrorName } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { natsPermissions, natsUsers, relayUserOf } from './nats-permissions.js';
import type { NatsUser } from './nats-permissions.js';

/**
 * The accounts of the bus. nats-server keeps their subjects apart, so a reply subject that a user names is a subject of
 * the user's own account. Only the relay of a log is in the account of the log's mirror, and nobody is in the account
 * of the stream of all mirrors: everybody else reaches JetStream through imports.
 */
export type NatsAccount = 'SERVICES' | 'OPERATOR' | 'SIEM' | typeof AUDIT | MirrorAccount;
type MirrorAccount = `${Uppercase<LogName>}_MIRROR`;

/** The account of the stream of all mirrors. */
export const AUDIT = 'AUDIT';
const mirrorAccountOf = (log: LogName): MirrorAccount => `${log.toUpperCase() as Uppercase<LogName>}_MIRROR`;

/** The accounts and their users, in the order of the configuration. */
export const natsAccounts: readonly NatsAccount[] = [
  'SERVICES',
  ...logNames.map(mirrorAccountOf),
  AUDIT,
  'OPERATOR',
  'SIEM',
];

export function accountOf(user: NatsUser): NatsAccount {
  if (user === 'admin') return 'OPERATOR';
  if (user === 'siem') return 'SIEM';
  const log = logNames.find((one) => relayUserOf(one) === user);
  return log ? mirrorAccountOf(log) : 'SERVICES';
}

/** A JetStream API subject that users of one account use, and streams of another account answer. */
export interface ImportedSubject {
  from: NatsAccount;
  /** As clients publish it, and as the other account exports it. */
  subject: string;
  /** What the importing account calls it; the same as `subject` where the system account does not claim it. */
  local: string;
}

/** The subjects that an account imports for its users. */
export function importsOf(account: NatsAccount): ImportedSubject[] {
  const used = natsUsers.filter((user) => accountOf(user) === account).flatMap((user) => importsFor(user));
  return used.filter(({ subject }, i) => used.findIndex((one) => one.subject === subject) === i);
}

/** The accounts that import from an account, by subject. */
export function exportsOf(account: NatsAccount): Map<string, NatsAccount[]> {
  const importers = new Map<string, NatsAccount[]>();
  for (const importer of natsAccounts)
    for (const { from, subject } of importsOf(importer))
      if (from === account) importers.set(subject, [...(importers.get(subject) ?? []), importer]);
  return importers;
}

/** The publish permissions of a user, which the server checks after it has mapped a subject to its local name. */
export function publishedBy(user: NatsUser): string[] {
  const imports = importsFor(user);
  return natsPermissions(user).publish.map(
    (subject) => imports.find((one) => one.subject === subject)?.local ?? subject,
  );
}

function importsFor(user: NatsUser): ImportedSubject[] {
  const own = accountOf(user);
  return natsPermissions(user).publish.flatMap((subject) => {
    const from = accountBehind(subject);
    return from && from !== own ? [{ from, subject, local: localName(subject) }] : [];
  });
}

/** The account whose streams answer a subject; undefined for subjects outside JetStream. */
function accountBehind(subject: string): NatsAccount | undefined {
  if (!subject.startsWith('$JS.')) return undefined;
  const log = logNames.find((one) => subject.split('.').includes(mirrorName(one)));
  return log ? mirrorAccountOf(log) : AUDIT;
}

/** Every account imports `$JS.API.>` from the system account, so another import needs another name. */
const localName = (subject: string): string => subject.replace(/^\$JS\.API\./, 'mirrors.');

/** How the account of the stream of all mirrors reaches a mirror, from which it copies. */
export interface AuditSource {
  /** The mirror's account. */
  account: NatsAccount;
  /** Prefix of the mirror's API there; JetStream puts it in place of `$JS.API`. */
  api: string;
  /** Prefix of the subjects on which the copies arrive. */
  deliver: string;
  /** Subjects that create the copying consumer. */
  creates: string[];
  /** Subjects on which the consumer's flow is controlled. */
  flow: string;
}

export function auditSourceOf(log: LogName): AuditSource {
  const create = `CONSUMER.CREATE.${mirrorName(log)}`;
  return {
    account: mirrorAccountOf(log),
    api: `mirrors.${log}`,
    deliver: `audit.${log}`,
    creates: [create, `${create}.>`],
    flow: `$JS.FC.${mirrorName(log)}.>`,
  };
}
