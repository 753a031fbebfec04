import { parseArgs } from 'node:util';
import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';

/** What to do: by default migrate; or begin a new epoch of a log, or print nats-server's configuration. */
export type Command =
  | { kind: 'migrate' }
  | { kind: 'nats-config' }
  | { kind: 'new-epoch'; log: LogName; by: string; reason: string };

export const USAGE = `usage: migrate
       migrate new-epoch --log ${logNames.join('|')} [--reason <text>] [--by <name>]
       migrate nats-config`;

/** @throws Error with the usage when the arguments are not of that form */
export function parseCommand(args: string[], user: string): Command {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { log: { type: 'string' }, reason: { type: 'string' }, by: { type: 'string' } },
  });
  const [name, ...more] = positionals;
  if (more.length > 0) throw new Error(USAGE);
  if (name === undefined && Object.keys(values).length === 0) return { kind: 'migrate' };
  if (name === 'nats-config') return { kind: 'nats-config' };
  const log = logNames.find((one) => one === values.log);
  if (name !== 'new-epoch' || log === undefined) throw new Error(USAGE);
  return { kind: 'new-epoch', log, by: values.by ?? user, reason: values.reason ?? 'not given' };
}
