import 'reflect-metadata';
import { userInfo } from 'node:os';
import { loadConfig } from '@countersign/platform';
import { migrateConfig } from './config.js';
import { natsServerConfig } from './nats-config.js';
import { run } from './run.js';

/** Errors of a closed output are reported by the write, so that they do not end the process. */
process.stdout.on('error', () => undefined);

process.exitCode = await run(process.argv.slice(2), {
  user: userName(),
  now: new Date(),
  config: () => loadConfig(migrateConfig),
  natsServer: () => loadConfig(natsServerConfig),
  out: (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => {
        if (error) reject(error);
        else resolve();
      });
    }),
  err: (text) => void process.stderr.write(text),
});

/** In a container the user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
}
