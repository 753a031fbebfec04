import { readFileSync } from 'node:fs';
import { Terminal } from './output/terminal.js';
import { run } from './run.js';

const { env, stdout, stderr } = process;

// Whoever read the data has seen enough of it (`| head`): there is nobody left to tell.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const manifest = new URL('../../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
const styled = stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
const terminal = new Terminal(stdout, stderr, styled);
process.exitCode = await run({ args: process.argv.slice(2), env, terminal, version });
