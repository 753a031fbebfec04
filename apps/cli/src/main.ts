// Built in: the program tells its version wherever it is copied to.
// eslint-disable-next-line @nx/enforce-module-boundaries -- no library has it
import { version } from '../../../package.json';
import { Terminal } from './output/terminal.js';
import { run } from './run.js';

const { env, stdout, stderr } = process;

// Whoever read the data has seen enough of it (`| head`): there is nobody left to tell.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const terminal = new Terminal(stdout, stderr);
process.exitCode = await run({ args: process.argv.slice(2), env, terminal, version });
