// Bundled, so that the program knows its version wherever it is copied.
// eslint-disable-next-line @nx/enforce-module-boundaries -- no library has it
import { version } from '../../../package.json';
import { Terminal } from './output/terminal.js';
import { run } from './run.js';

const { env, stdout, stderr } = process;

// The reader of stdout has closed it, as `| head` does: that is a normal end.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const terminal = new Terminal(stdout, stderr);
process.exitCode = await run({ args: process.argv.slice(2), env, terminal, version });
