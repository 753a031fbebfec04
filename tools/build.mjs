// Builds every app into dist/: the programs with rspack, the console with vite. `--if-stale` builds only what has a
// source newer than its last build. Images are built without the harness, and then without the program for its tests.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const packages = (...path) => join(root, 'node_modules', ...path);
const consoleFolder = join(root, 'dist', 'apps', 'console');

const rspack = (config) =>
  run(packages('@rspack', 'cli', 'bin', 'rspack.js'), ['build', '--config', join(root, config)]);

const parts = [
  {
    name: 'programs',
    makes: 'apps/gateway/main.js',
    sources: [
      'apps',
      'libs',
      'docs/asyncapi.json',
      'rspack.config.mjs',
      'tsconfig.base.json',
      'package-lock.json',
    ],
    without: ['apps/console'],
    build: () => rspack('rspack.config.mjs'),
  },
  {
    name: 'console',
    makes: 'apps/console/index.html',
    sources: [
      'apps/console',
      'libs/api-client',
      'libs/calendar',
      'libs/contracts',
      'tsconfig.base.json',
      'package-lock.json',
    ],
    without: [],
    build: () => {
      const config = join(root, 'apps', 'console', 'vite.config.mjs');
      run(packages('vite', 'bin', 'vite.js'), ['build', '--config', config, '--logLevel', 'warn']);
      precompress(join(consoleFolder, 'assets'));
    },
  },
];

/** What only the end-to-end tests need; `npm start` does not build it. */
const testParts = [
  {
    name: 'stack-host',
    makes: 'e2e/stack-host/main.js',
    sources: ['harness/e2e/src/stack', 'harness/e2e/rspack.config.mjs', 'libs', 'package-lock.json'],
    without: [],
    build: () => rspack('harness/e2e/rspack.config.mjs'),
  },
];

/** Every file and folder that decides whether a part is built again. */
export const buildSources = () => [...parts, ...testParts].flatMap(({ sources }) => sources);

/** Time of the youngest file below a path, in ms. */
function newest(path, without) {
  if (without.includes(path)) return 0;
  const stat = statSync(join(root, path));
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    stat.mtimeMs,
    ...readdirSync(join(root, path)).map((name) => newest(`${path}/${name}`, without)),
  );
}

const stampOf = ({ name }) => join(root, 'dist', `.built-${name}`);

function isFresh(part) {
  const built = statSync(stampOf(part), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!existsSync(join(root, 'dist', part.makes))) return false;
  return part.sources.every((source) => newest(source, part.without) <= built);
}

function run(program, args) {
  const stdio = ['ignore', 'inherit', 'inherit'];
  const { status } = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio });
  if (status !== 0) throw new Error('the build failed; the compiler says why above');
}

/** `.br` and `.gz` beside each file, as small as they get: the gateway sends them as they are. */
function precompress(folder) {
  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name));
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, { params }));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
  }
}

/** @throws Error when a compiler reports errors */
export function build({ ifStale = false, forTests = false } = {}) {
  for (const part of forTests ? [...parts, ...testParts] : parts) {
    if (ifStale && isFresh(part)) continue;
    const started = new Date();
    part.build();
    mkdirSync(join(root, 'dist'), { recursive: true });
    // Stamped with the time the build began: a file saved during it makes the next call build again.
    writeFileSync(stampOf(part), started.toISOString());
    utimesSync(stampOf(part), started, started);
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    build({
      ifStale: process.argv.includes('--if-stale'),
      forTests: existsSync(join(root, 'harness')),
    });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
