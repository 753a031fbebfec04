import { parseArgs } from 'node:util';
import { instantInput, line, logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { keyPurposes } from '@countersign/request-server';
import type { KeyPurpose } from '@countersign/request-server';
import { z } from 'zod';
import type { Whose } from './erase/selection.js';

/** The command to run: by default migrate, or one of the operator's commands. */
export type Command =
  | { kind: 'migrate' }
  | { kind: 'help' }
  | { kind: 'nats-config' }
  | { kind: 'new-epoch'; log: LogName; by: string; reason: string }
  | { kind: 'rotate-keys'; purposes: readonly KeyPurpose[]; now: boolean; revokesOlder: boolean }
  | { kind: 'erase'; whose: Whose; by: string; reason: string }
  | { kind: 'personal-data'; person: { id: string; issuer: string | null } };

const USAGE = `usage: countersign-migrate
       countersign-migrate new-epoch --log ${logNames.join('|')} [--reason <text>] [--by <name>]
       countersign-migrate rotate-keys [--purpose ${keyPurposes.join('|')}|all] [--now] [--revoke-older]
       countersign-migrate erase --person <id> [--issuer <url>] --reason <text> [--by <name>]
       countersign-migrate erase --before <date> --reason <text> [--by <name>]
       countersign-migrate personal-data --person <id> [--issuer <url>]
       countersign-migrate nats-config
       countersign-migrate help`;

const HELP = `${USAGE}

Without a command, it brings the database to what this build needs.

new-epoch      makes the log as it is the truth, after its database was put back to an older state
rotate-keys    makes new signing keys
erase          erases personal data and free texts: all that a person left, or all from before a date
               (2026-01-31, or with a time: 2026-01-31T12:00:00Z). Reason and name are recorded for good
               and cannot be erased: put no personal data of others there.
personal-data  writes all data held about a person as JSON to the standard output
nats-config    writes the configuration of nats-server, with the passwords of its users

Exit codes: 0 done, 1 failed, 2 not a command of this form. docs/operations.md, docs/privacy.md`;

/** There is no such command. */
export class UsageError extends Error {
  constructor(what: string) {
    super(`${what}\n${USAGE}`);
    this.name = 'UsageError';
  }
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  log: { type: 'string' },
  reason: { type: 'string' },
  by: { type: 'string' },
  purpose: { type: 'string' },
  now: { type: 'boolean' },
  'revoke-older': { type: 'boolean' },
  person: { type: 'string' },
  issuer: { type: 'string' },
  before: { type: 'string' },
} as const;

type Given = Omit<ReturnType<typeof optionsOf>['values'], 'help'>;

/** Builds a command from the given options, which include only its own. */
interface Form {
  options: readonly (keyof Given)[];
  command: (given: Given, context: ParseContext) => Command;
}

/** The person who runs the command, and the time. */
export interface ParseContext {
  user: string;
  now: Date;
}

const FORMS = new Map<string, Form>(
  Object.entries({
    migrate: { options: [], command: () => ({ kind: 'migrate' }) },
    help: { options: [], command: () => ({ kind: 'help' }) },
    'nats-config': { options: [], command: () => ({ kind: 'nats-config' }) },
    'new-epoch': { options: ['log', 'reason', 'by'], command: newEpoch },
    'rotate-keys': { options: ['purpose', 'now', 'revoke-older'], command: rotation },
    erase: { options: ['person', 'issuer', 'before', 'reason', 'by'], command: erasure },
    'personal-data': { options: ['person', 'issuer'], command: personalData },
  } satisfies Record<string, Form>),
);

/** The text that `help` prints. */
export const help = (): string => HELP;

/** @throws UsageError if the arguments are not a valid command */
export function parseCommand(args: string[], context: ParseContext): Command {
  const { positionals, values } = optionsOf(args);
  const { help: wantsHelp, ...given } = values;
  const [name = 'migrate', ...more] = positionals;
  if (wantsHelp) return { kind: 'help' };
  const form = FORMS.get(name);
  if (!form || more.length > 0) throw new UsageError(`There is no command "${positionals.join(' ')}".`);
  // An option of another command is a mistake, so it is not ignored.
  const wrong = (Object.keys(given) as (keyof Given)[]).find((option) => !form.options.includes(option));
  if (wrong) throw new UsageError(`${name} has no option --${wrong}.`);
  return form.command(given, context);
}

function optionsOf(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function newEpoch({ log: wanted, by, reason = 'not given' }: Given, { user }: ParseContext): Command {
  const log = logNames.find((one) => one === wanted);
  if (wanted === undefined) throw new UsageError('new-epoch needs --log.');
  if (log === undefined)
    throw new UsageError(`There is no log "${wanted}"; there are ${logNames.join(', ')}.`);
  return { kind: 'new-epoch', log, by: by ?? user, reason };
}

function rotation({ purpose = 'all', now = false, 'revoke-older': revokesOlder = false }: Given): Command {
  const purposes = purpose === 'all' ? keyPurposes : keyPurposes.filter((one) => one === purpose);
  if (purposes.length === 0) throw new UsageError(`There are no keys for "${purpose}".`);
  return { kind: 'rotate-keys', purposes, now: now || revokesOlder, revokesOlder };
}

function erasure({ person, issuer, before, reason, by }: Given, { user, now }: ParseContext): Command {
  if (person !== undefined && before !== undefined)
    throw new UsageError('erase takes --person or --before, not both.');
  if (before !== undefined && issuer !== undefined)
    throw new UsageError('--issuer goes with --person; --before concerns everybody.');
  const whose: Whose =
    before === undefined
      ? { kind: 'person', ...personOf('erase', { person, issuer }) }
      : { kind: 'before', before: instantOf(before, now) };
  if (reason === undefined) throw new UsageError('erase needs --reason: it is recorded.');
  return { kind: 'erase', whose, by: lineOf('--by', by ?? user), reason: lineOf('--reason', reason) };
}

function personalData(given: Given): Command {
  return { kind: 'personal-data', person: personOf('personal-data', given) };
}

/** Ids are compared exactly, so they are not trimmed. */
function personOf(
  command: string,
  { person, issuer }: { person?: string | undefined; issuer?: string | undefined },
): { id: string; issuer: string | null } {
  if (!person) throw new UsageError(`${command} needs --person${command === 'erase' ? ' or --before' : ''}.`);
  if (issuer !== undefined && !URL.canParse(issuer))
    throw new UsageError('--issuer must be a URL, exactly as it is in tokens.');
  return { id: person, issuer: issuer ?? null };
}

const day = z.iso.date().transform((text) => `${text}T00:00:00.000Z`);

function instantOf(text: string, now: Date): string {
  const instant = z.union([day, instantInput]).safeParse(text).data;
  if (instant === undefined)
    throw new UsageError(`--before "${text}" is not a date such as 2026-01-31 or 2026-01-31T12:00:00Z.`);
  if (Date.parse(instant) > now.getTime()) throw new UsageError(`--before ${text} is in the future.`);
  return instant;
}

function lineOf(option: string, text: string): string {
  const { data } = line(500).safeParse(text);
  if (data === undefined)
    throw new UsageError(`${option} must be a line of at most 500 characters, without control characters.`);
  return data;
}
