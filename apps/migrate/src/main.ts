import 'reflect-metadata';
import { userInfo } from 'node:os';
import { loadConfig } from '@countersign/platform';
import { help, parseCommand, UsageError } from './command-line.js';
import { migrateConfig } from './config.js';
import { erase } from './erase/erase.js';
import { linesOf } from './erase/report.js';
import { migrate } from './migrate.js';
import { natsConfig } from './nats-config.js';
import { newEpoch } from './new-epoch.js';
import { personalData } from './personal-data/personal-data.js';
import { inWords } from './personal-data/report.js';
import { rotateKeys } from './rotate-keys.js';

const say = (line: string) => void process.stdout.write(`migrate: ${line}\n`);
const sayAside = (line: string) => void process.stderr.write(`migrate: ${line}\n`);

/** A reader that has gone away is an error of the write, not of the process. */
process.stdout.on('error', () => undefined);

try {
  const command = parseCommand(process.argv.slice(2), { user: userName(), now: new Date() });
  switch (command.kind) {
    case 'help':
      process.stdout.write(`${help()}\n`);
      break;
    case 'migrate':
      await migrate(loadConfig(migrateConfig), say);
      break;
    case 'new-epoch':
      say(await newEpoch(loadConfig(migrateConfig), command));
      break;
    case 'rotate-keys':
      for (const sentence of await rotateKeys(loadConfig(migrateConfig), command)) say(sentence);
      break;
    case 'erase':
      for (const line of linesOf(await erase(loadConfig(migrateConfig), command), command)) say(line);
      break;
    case 'personal-data':
      sayAside(
        inWords(await personalData(loadConfig(migrateConfig), command.person, toStdout), command.person),
      );
      break;
    case 'nats-config':
      process.stdout.write(natsConfig());
  }
} catch (error) {
  sayAside((error as Error).message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** Waits for the reader, so that what is written never piles up here. */
function toStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** In a container the user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
}
