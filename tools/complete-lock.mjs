// Adds to package-lock.json the entries of other platforms' binaries that `npm install` leaves out on this one.
//
// npm writes an optional dependency into the lock only where its package's manifest could be read for this platform;
// `npm ci` then fails on the machine that installs ("Missing: @swc/core-darwin-arm64 from lock file"). Each missing
// entry is added with exactly the version its parent names. `--check` writes nothing and exits 1 when one is missing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const exact = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** Where npm would look for a dependency of the package at `path`: nested first, then each folder above. */
function isLocked(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at}${at ? '/' : ''}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

/** Optional dependencies with an exact version that the lock does not hold. */
export function missingEntries({ packages }) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => exact.test(version) && !isLocked(packages, path, name))
      .map(([name, version]) => ({ name, version })),
  );
}

const systems = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony', 'aix', 'sunos'];
const cpus = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32'];

/**
 * The entry of a platform's package. Such packages are named after their platform (`…-linux-arm64-musl`), and the
 * registry of the machine that runs this may not have them, so the name is what is read.
 */
export function entryOf({ name, version }) {
  const words = name.split(/[-/]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = cpus.filter((one) => words.includes(one) || (one === 'arm' && words.includes('gnueabihf')));
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.includes('gnu')
      ? ['glibc']
      : undefined;
  if (cpu.length === 0) throw new Error(`cannot tell the platform of ${name}`);
  return {
    version,
    cpu,
    ...(os.includes('linux') && libc ? { libc } : {}),
    optional: true,
    ...(os.length ? { os } : {}),
  };
}

function complete(file, checkOnly) {
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lock);
  if (missing.length === 0) return;
  if (checkOnly) {
    console.error(
      `${file} lacks ${missing.map(({ name }) => name).join(', ')}; run node tools/complete-lock.mjs`,
    );
    process.exitCode = 1;
    return;
  }
  for (const dependency of missing) lock.packages[`node_modules/${dependency.name}`] = entryOf(dependency);
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  console.log(`${file}: added ${missing.length} entries`);
}

if (process.argv[1] === import.meta.filename) {
  complete(join(root, 'package-lock.json'), process.argv.includes('--check'));
}
