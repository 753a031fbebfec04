// Installs the baseline of the append bench where it is wanted and missing: the product has no need of it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from '../../tools/install.mjs';

const folder = import.meta.dirname;

function isInstalled([name, version]) {
  const installed = join(folder, 'node_modules', name, 'package.json');
  return existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === version;
}

/** @throws Error when npm cannot install it */
export function ensureEmmett() {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (Object.entries(dependencies).every(isInstalled)) return;
  if (!npm(['ci'], folder)) throw new Error('The baselines could not be installed; npm says why above.');
}
