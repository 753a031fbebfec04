import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '@countersign/platform';
import { standaloneConfig } from './config.js';
import { plainMessage, run } from './run.js';

const programs = dirname(dirname(resolve(process.argv[1] ?? '')));
const clone = dirname(dirname(programs));
const config = loadConfig(standaloneConfig);
const dataDir = resolve(
  config.DATA_DIR ?? join(existsSync(join(clone, 'package.json')) ? clone : '.', '.countersign'),
);
const say = (line: string) => void process.stdout.write(`${line}\n`);

const end = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end.abort());

try {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
  await run({ config, dataDir, programs, fresh: values.fresh, env: inherited(), signal: end.signal, say });
  process.exitCode = 0;
} catch (error) {
  process.stderr.write(`\n${plainMessage(error, dataDir)}\n`);
  process.exitCode = 1;
}

/** Variables that npm adds for its scripts are not settings. */
function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
