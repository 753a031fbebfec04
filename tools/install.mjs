// Makes sure that what package-lock.json names is installed: after a clone, and after a pull that changed it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.countersign-installed');
const OLDEST_NODE = [20, 19];

/** @throws Error when this Node.js is too old */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(
    `Countersign needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
}

/** What is to be installed, in short: the lock's text and the platform the binaries are for. */
function wanted() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
}

/** Installed by this tool, or by hand since the lock last changed (npm leaves its own copy of the lock). */
function isInstalled() {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === wanted();
  const byHand = statSync(join(root, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return byHand !== undefined && byHand.mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** Runs npm as it was started, or as it is found; its cache goes into the clone when HOME takes none. */
export function npm(args, cwd = root) {
  const own = process.env.npm_execpath;
  const [command, ...first] = own?.endsWith('.js') ? [process.execPath, own] : ['npm'];
  const cache = canWrite(homedir()) ? [] : ['--cache', join(root, '.countersign', 'npm-cache')];
  const { status, error } = spawnSync(command, [...first, ...args, '--no-audit', '--no-fund', ...cache], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (error) throw new Error(`npm cannot be run: ${error.message}`);
  return status === 0;
}

function canWrite(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs what is missing; does nothing when nothing is.
 * @throws Error with a sentence for the person at the terminal
 */
export function ensureInstalled() {
  checkNode();
  if (existsSync(stamp) && isInstalled()) return;
  if (!isInstalled()) {
    console.log('Installing the packages of package-lock.json (npm ci) …');
    // The build needs the development packages, whatever NODE_ENV says.
    if (!npm(['ci', '--include=dev']))
      throw new Error('The packages could not be installed; npm says why above.');
  }
  // Also after an install without scripts.
  spawnSync(process.execPath, [join(root, 'tools', 'postinstall.mjs')], { cwd: root, stdio: 'inherit' });
  writeFileSync(stamp, wanted());
}
