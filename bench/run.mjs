// `npm run bench -- append matching` (no names: all of them). `--json` prints every number for programs, `--write`
// puts tables and pictures into docs/performance.md. Each bench is bundled as the product is, so that what is
// measured is what runs.
import { rspack } from '@rspack/core';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import config from '../rspack.config.mjs';
import { build } from '../tools/build.mjs';
import { ensureEmmett } from './emmett/install.mjs';

const root = join(import.meta.dirname, '..');
const output = join(root, 'dist', 'bench');
const benches = readdirSync(import.meta.dirname).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);

function bundle(names) {
  const programs = names.map((name) => [name, join(import.meta.dirname, `${name}.ts`)]);
  const runner = ['runner', join(import.meta.dirname, 'support', 'runner.ts')];
  const entry = Object.fromEntries([runner, ...programs]);
  const compiler = rspack({ ...config, entry, output: { ...config.output, path: output } });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
      else compiler.close(() => resolve());
    });
  });
}

async function main(args) {
  const asked = args.filter((arg) => !arg.startsWith('--'));
  const unknown = args.filter((arg) => !['--json', '--write', ...benches].includes(arg));
  if (unknown.length) {
    const known = `benches are ${benches.join(', ')}; options --json and --write`;
    throw new Error(`no such bench or option: ${unknown.join(', ')}; ${known}`);
  }
  const names = asked.length ? asked : benches;
  ensureEmmett();
  // The services that are measured, too.
  build({ ifStale: true });
  await bundle(names);
  const { runBenches } = await import(join(output, 'runner', 'main.js'));
  const programs = names.map((name) => ({ name, program: join(output, name, 'main.js') }));
  return runBenches(programs, { root, json: args.includes('--json'), write: args.includes('--write') });
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
