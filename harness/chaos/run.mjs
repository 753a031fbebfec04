// `npm run chaos -- --help`. The product is built as for `npm start`; the harness is bundled as the product is.
import { rspack } from '@rspack/core';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import config from '../../rspack.config.mjs';
import { build } from '../../tools/build.mjs';
import { ensureInstalled } from '../../tools/install.mjs';

const folder = import.meta.dirname;
const output = join(folder, '..', '..', 'dist');

function bundle() {
  const entry = { chaos: join(folder, 'src', 'run.ts') };
  const compiler = rspack({ ...config, entry, output: { ...config.output, path: output, clean: false } });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
      else compiler.close(() => resolve());
    });
  });
}

try {
  ensureInstalled();
  build({ ifStale: true });
  await bundle();
  const program = join(output, 'chaos', 'main.js');
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // The terminal tells the child itself; it stops everything it has started, and then ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => (process.exitCode = code ?? 1));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
