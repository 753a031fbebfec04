// Builds every app into dist/ with rspack. `--if-stale` does nothing when no source is newer than the last build.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'dist', '.built');
const sources = ['apps', 'libs', 'docs/asyncapi.json', 'rspack.config.mjs', 'tsconfig.base.json', 'package-lock.json'];

/** Time of the youngest file below a path, in ms. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isFresh() {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.every((source) => newest(join(root, source)) <= built);
}

/** @throws Error when the compiler reports errors */
export function build({ ifStale = false } = {}) {
  if (ifStale && isFresh()) return;
  const started = new Date();
  const rspack = join(root, 'node_modules', '@rspack', 'cli', 'bin', 'rspack.js');
  const { status } = spawnSync(process.execPath, [rspack, 'build'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('the build failed; the compiler says why above');
  mkdirSync(join(root, 'dist'), { recursive: true });
  // Stamped with the time the build began: a file saved during it makes the next call build again.
  writeFileSync(stamp, started.toISOString());
  utimesSync(stamp, started, started);
}

if (process.argv[1] === import.meta.filename) {
  try {
    build({ ifStale: process.argv.includes('--if-stale') });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
