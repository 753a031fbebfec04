// `npm start`: installs what is missing, builds what has changed, and runs everything on this machine.
// `npm start -- --fresh` begins with empty data; PORT and the other settings come from the environment.
import { checkNode, ensureInstalled } from './install.mjs';

try {
  checkNode();
  ensureInstalled();
  const { build } = await import('./build.mjs');
  build({ ifStale: true });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

// In this very process: its signals are the program's signals.
const program = new URL('../dist/apps/standalone/main.js', import.meta.url);
process.argv[1] = (await import('node:url')).fileURLToPath(program);
await import(program.href);
