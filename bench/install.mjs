// `node bench/install.mjs emmett`: installs the packages of a folder below bench/ that has its own lock file, if they
// are missing. The product does not need them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from '../tools/install.mjs';

/** @throws Error when npm cannot install them */
function ensureInstalled(folder) {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const isInstalled = ([name, version]) => {
    const installed = join(folder, 'node_modules', name, 'package.json');
    return existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === version;
  };
  if (Object.entries(dependencies).every(isInstalled)) return;
  if (!npm(['ci'], folder)) throw new Error(`${folder} could not be installed; npm says why above.`);
}

try {
  ensureInstalled(join(import.meta.dirname, process.argv[2] ?? ''));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
