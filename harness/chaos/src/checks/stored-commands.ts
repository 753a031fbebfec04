import type { LogName } from '@countersign/contracts';
import { canonicalJson, sha256Hex } from '@countersign/proof';
import type { Command, History } from '../load/history.js';
import type { Observed, StoredCommand } from '../observe/observed.js';

/** What was sent, and what the log knows of it; null if nothing. */
export interface SentCommand {
  sent: Command;
  id: string;
  log: LogName;
  stored: StoredCommand | null;
}

const known = new WeakMap<Observed, SentCommand[]>();

/** Every command with its own key, with its place in its log. */
export function sentCommands(observed: Observed): SentCommand[] {
  const found = known.get(observed) ?? match(observed);
  known.set(observed, found);
  return found;
}

function match({ history, logs }: Observed): SentCommand[] {
  const stored = {
    policy: indexed(logs.policy.commands),
    request: indexed(logs.request.commands),
    approval: indexed(logs.approval.commands),
  };
  const commands = history.commands.filter(({ key, keyReused }) => key !== null && !keyReused);
  return commands.map((sent) => {
    const id = commandId(history, sent);
    const log = sent.operation.split('.')[0] as LogName;
    return { sent, id, log, stored: stored[log].get(id) ?? null };
  });
}

const indexed = (commands: readonly StoredCommand[]) => new Map(commands.map((one) => [one.id, one]));

/** The id of a command as documented: SHA-256 of caller, operation, target and Idempotency-Key. */
export function commandId({ issuer }: History, { person, operation, target, key }: Command): string {
  return sha256Hex(canonicalJson(['http', issuer, person.id, operation, target, key]));
}

/** A command in words, for a finding. */
export function inWords({ sent: { operation, person, target, why, lifecycle } }: SentCommand): string {
  const about = target ? ` of ${target}` : '';
  return `${operation}${about} by ${person.id}${why ? ` (${why})` : ''} in lifecycle ${lifecycle}`;
}

const senders = new WeakMap<Observed, Map<string, Command>>();

/** The command that stored an event; undefined if a service stored it. */
export function senderOf(observed: Observed, log: LogName, position: number): Command | undefined {
  const found = senders.get(observed) ?? new Map(sentCommands(observed).flatMap(positionsOf));
  senders.set(observed, found);
  return found.get(`${log} ${position}`);
}

function positionsOf({ sent, log, stored }: SentCommand): [string, Command][] {
  if (!stored) return [];
  const { first, last } = stored;
  return Array.from({ length: last - first + 1 }, (_, i) => [`${log} ${first + i}`, sent]);
}
