// Bundled, so that the program knows its version wherever it is copied.
// eslint-disable-next-line @nx/enforce-module-boundaries -- no library has it
import { version } from '../../../package.json';
import { exitCodes } from './failures.js';
import { Terminal } from './output/terminal.js';
import { wholeOutput } from './output/whole-output.js';
import { run } from './run.js';

const { env, stdout, stderr } = process;

// Nothing can be said any more, not even where to sign in. A command that has failed meanwhile keeps its own exit code.
stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  setImmediate(() => process.exit(process.exitCode || exitCodes.io));
});

const terminal = new Terminal(wholeOutput(stdout), stderr);
process.exitCode = await run({ args: process.argv.slice(2), env, terminal, version });
