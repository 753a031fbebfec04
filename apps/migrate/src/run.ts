import { startNewEpoch } from '@countersign/consumers';
import { rotateKey } from '@countersign/request-server';
import type { NewKey } from '@countersign/request-server';
import { help, parseCommand, UsageError } from './command-line.js';
import type { Command } from './command-line.js';
import type { MigrateConfig } from './config.js';
import { erase, linesOf } from './erase/erase.js';
import { migrate } from './migrate.js';
import { natsConfig } from './nats-config.js';
import type { NatsServerConfig } from './nats-config.js';
import { withDatabase, withNats } from './operator-connections.js';
import { personalData, inWords } from './personal-data/personal-data.js';

/** The terminal in which a command runs. */
export interface Terminal {
  /** The person who runs the command. */
  user: string;
  now: Date;
  /** @throws if a setting is missing or wrong */
  config: () => MigrateConfig;
  /** Settings of nats-config. @throws if a setting is missing or wrong */
  natsServer: () => NatsServerConfig;
  /** Standard output; resolves when there is room for more. */
  out: (text: string) => Promise<void>;
  /** Standard error. */
  err: (text: string) => void;
}

/** Runs a command. @returns the exit code: 0 done, 1 failed, 2 not a valid command */
export async function run(args: string[], terminal: Terminal): Promise<number> {
  try {
    await carryOut(parseCommand(args, terminal), terminal);
    return 0;
  } catch (error) {
    terminal.err(`migrate: ${(error as Error).message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function carryOut(command: Command, { config, natsServer, out, err }: Terminal): Promise<void> {
  const say = (line: string): void => void out(`migrate: ${line}\n`);
  switch (command.kind) {
    case 'help':
      return out(`${help()}\n`);
    case 'migrate':
      return migrate(config(), say);
    case 'new-epoch':
      say(await newEpoch(config(), command));
      return;
    case 'rotate-keys':
      (await rotateKeys(config(), command)).forEach(say);
      return;
    case 'erase':
      linesOf(await erase(config(), command), command).forEach(say);
      return;
    case 'personal-data': {
      const found = await personalData(config(), command.person, out);
      // Not on the standard output, which contains exactly one JSON document.
      err(`migrate: ${inWords(found, command.person)}\n`);
      return;
    }
    case 'nats-config':
      return out(natsConfig(natsServer()));
  }
}

/**
 * Begins a new epoch of a log whose database was restored to an older state (see docs/operations.md).
 * @returns the outcome, in a sentence
 * @throws NothingDiverged if log and mirror agree
 */
async function newEpoch(
  config: MigrateConfig,
  { log, by, reason }: Extract<Command, { kind: 'new-epoch' }>,
): Promise<string> {
  const { epoch, cut, reset } = await withDatabase(config, (admin) =>
    withNats(config, (nc) =>
      startNewEpoch(admin, nc, {
        log,
        by,
        reason,
        ownerRole: 'countersign_owner',
      }),
    ),
  );
  const consumers = reset.length === 0 ? 'No consumer was beyond it.' : `Put back: ${reset.join(', ')}.`;
  return `The log ${log} is in epoch ${epoch}: cut at position ${cut}. ${consumers}`;
}

/**
 * Creates new signing keys (see docs/operations.md); running instances use them without a restart.
 * @returns a sentence for each key
 * @throws Error without TICKET_KEY_SECRET, or if the secret opens none of the existing keys
 */
export async function rotateKeys(
  config: MigrateConfig,
  { purposes, now, revokesOlder }: Extract<Command, { kind: 'rotate-keys' }>,
): Promise<string[]> {
  const { TICKET_KEY_SECRET: secret } = config;
  if (!secret)
    throw new Error('rotate-keys needs TICKET_KEY_SECRET, the same as the request service is given.');
  return withDatabase(config, async (admin) => {
    const sentences: string[] = [];
    for (const purpose of purposes) {
      const key = await rotateKey(admin, purpose, { secret, now, revokesOlder });
      sentences.push(keySentence(key, revokesOlder));
    }
    return sentences;
  });
}

function keySentence({ kid, signsFrom, isNewSecret }: NewKey, revokesOlder: boolean): string {
  const made = `The key ${kid} signs from ${signsFrom.toISOString()}.`;
  if (isNewSecret)
    return `${made} It is under a new TICKET_KEY_SECRET: the former keys count until every request service has been restarted with that.`;
  return `${made} ${revokesOlder ? 'The older keys are not accepted any more.' : 'It is published from now on.'}`;
}
