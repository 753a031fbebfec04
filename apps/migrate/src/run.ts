import { help, parseCommand, UsageError } from './command-line.js';
import type { Command } from './command-line.js';
import type { MigrateConfig } from './config.js';
import { erase } from './erase/erase.js';
import { linesOf } from './erase/report.js';
import { migrate } from './migrate.js';
import { natsConfig } from './nats-config.js';
import { newEpoch } from './new-epoch.js';
import { personalData } from './personal-data/personal-data.js';
import { inWords } from './personal-data/report.js';
import { rotateKeys } from './rotate-keys.js';

/** Where a command is given. */
export interface Terminal {
  /** Who gives it. */
  user: string;
  now: Date;
  /** @throws when a setting is missing or wrong */
  config: () => MigrateConfig;
  /** Standard output; resolves when there is room for more. */
  out: (text: string) => Promise<void>;
  /** Standard error. */
  err: (text: string) => void;
}

/** Carries out a command. @returns the exit code: 0 done, 1 failed, 2 not a command of this form */
export async function run(args: string[], terminal: Terminal): Promise<number> {
  try {
    await carryOut(parseCommand(args, terminal), terminal);
    return 0;
  } catch (error) {
    terminal.err(`migrate: ${(error as Error).message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function carryOut(command: Command, { config, out, err }: Terminal): Promise<void> {
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
      // Not on the standard output, which is one JSON document.
      err(`migrate: ${inWords(found, command.person)}\n`);
      return;
    }
    case 'nats-config':
      return out(natsConfig());
  }
}
