import { parseArgs } from 'node:util';
import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { keyPurposes } from '@countersign/request-server';
import type { KeyPurpose } from '@countersign/request-server';

/** What to do: by default migrate; or one of the operator's commands. */
export type Command =
  | { kind: 'migrate' }
  | { kind: 'nats-config' }
  | { kind: 'new-epoch'; log: LogName; by: string; reason: string }
  | { kind: 'rotate-keys'; purposes: readonly KeyPurpose[]; now: boolean; revokesOlder: boolean };

export const USAGE = `usage: migrate
       migrate new-epoch --log ${logNames.join('|')} [--reason <text>] [--by <name>]
       migrate rotate-keys [--purpose ${keyPurposes.join('|')}|all] [--now] [--revoke-older]
       migrate nats-config`;

const OPTIONS = {
  log: { type: 'string' },
  reason: { type: 'string' },
  by: { type: 'string' },
  purpose: { type: 'string' },
  now: { type: 'boolean' },
  'revoke-older': { type: 'boolean' },
} as const;

/** The options of each command: another command's are a mistake, not something to pass over. */
const OPTIONS_OF: Record<string, readonly (keyof typeof OPTIONS)[]> = {
  migrate: [],
  'nats-config': [],
  'new-epoch': ['log', 'reason', 'by'],
  'rotate-keys': ['purpose', 'now', 'revoke-older'],
};

/** @throws Error with the usage when the arguments are not of that form */
export function parseCommand(args: string[], user: string): Command {
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const [name = 'migrate', ...more] = positionals;
  const known: readonly string[] = OPTIONS_OF[name] ?? [];
  const isWrong = Object.keys(values).some((option) => !known.includes(option));
  if (more.length > 0 || isWrong) throw new Error(USAGE);
  if (positionals.length === 0) return { kind: 'migrate' };
  if (name === 'nats-config') return { kind: 'nats-config' };
  if (name === 'rotate-keys') return rotation(values);
  const log = logNames.find((one) => one === values.log);
  if (name !== 'new-epoch' || log === undefined) throw new Error(USAGE);
  return { kind: 'new-epoch', log, by: values.by ?? user, reason: values.reason ?? 'not given' };
}

type Given = { purpose?: string; now?: boolean; 'revoke-older'?: boolean };

function rotation({ purpose = 'all', now = false, 'revoke-older': revokesOlder = false }: Given): Command {
  const purposes = purpose === 'all' ? keyPurposes : keyPurposes.filter((one) => one === purpose);
  if (purposes.length === 0) throw new Error(USAGE);
  return { kind: 'rotate-keys', purposes, now: now || revokesOlder, revokesOlder };
}
