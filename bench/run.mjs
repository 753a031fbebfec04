// `npm run bench -- matching` (or append; none: all of them; `--json` for machines). Each bench is bundled as the
// product is, so that what is measured is what runs, and gets a process of its own.
import { rspack } from '@rspack/core';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import config from '../rspack.config.mjs';

const folder = import.meta.dirname;
const output = join(folder, '..', 'dist', 'bench');
const benches = readdirSync(folder).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);

function bundle(names) {
  const entry = Object.fromEntries(names.map((name) => [name, join(folder, `${name}.ts`)]));
  const compiler = rspack({ ...config, entry, output: { ...config.output, path: output } });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
      else compiler.close(() => resolve());
    });
  });
}

function run(name, options) {
  const program = join(output, name, 'main.js');
  const args = ['--enable-source-maps', '--max-old-space-size=4096', program, ...options];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
}

const args = process.argv.slice(2);
const options = args.filter((arg) => arg.startsWith('--'));
const asked = args.filter((arg) => !arg.startsWith('--'));
const unknown = [
  ...asked.filter((name) => !benches.includes(name)),
  ...options.filter((one) => one !== '--json'),
];
if (unknown.length) {
  console.error(`no such bench or option: ${unknown.join(', ')}; benches are ${benches.join(', ')}`);
  process.exit(1);
}
const names = asked.length ? asked : benches;
await bundle(names);
process.exitCode = names.every((name) => run(name, options)) ? 0 : 1;
