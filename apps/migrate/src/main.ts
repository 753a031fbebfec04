import 'reflect-metadata';
import { userInfo } from 'node:os';
import { loadConfig } from '@countersign/platform';
import { parseCommand } from './command-line.js';
import { migrateConfig } from './config.js';
import { migrate } from './migrate.js';
import { natsConfig } from './nats-config.js';
import { newEpoch } from './new-epoch.js';
import { rotateKeys } from './rotate-keys.js';

const say = (line: string) => void process.stdout.write(`migrate: ${line}\n`);

try {
  const command = parseCommand(process.argv.slice(2), userName());
  switch (command.kind) {
    case 'migrate':
      await migrate(loadConfig(migrateConfig), say);
      break;
    case 'new-epoch':
      say(await newEpoch(loadConfig(migrateConfig), command));
      break;
    case 'rotate-keys':
      for (const sentence of await rotateKeys(loadConfig(migrateConfig), command)) say(sentence);
      break;
    case 'nats-config':
      process.stdout.write(natsConfig());
  }
} catch (error) {
  process.stderr.write(`migrate: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

/** In a container the user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
}
