import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LocalStackError } from './server.error.js';

/** A user of this machine. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** How a program is run as another user: a command that comes before it, or ids for the new process. */
export interface RunAs {
  prefix: string[];
  ids: Partial<SystemUser>;
}

/** Capability numbers of Linux (include/uapi/linux/capability.h) that let a process enter closed folders. */
const ENTERING = [
  ['dac_read_search', 2],
  ['dac_override', 1],
] as const;
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'];

/** Whether this process is root: PostgreSQL refuses to run as root, so it runs as another user then. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** The user PostgreSQL runs as under root: `postgres` where that exists, else `nobody`. */
export function unprivilegedUser(): SystemUser {
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = ['postgres', 'nobody'].map((name) => entries.find(([one]) => one === name)).find(Boolean);
  if (!entry)
    throw new LocalStackError(
      'PostgreSQL does not run as root, and there is no user "postgres" or "nobody".',
    );
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/**
 * How to run a program as `user` that needs the files below `paths`. Where a folder above them is closed to the
 * user (a clone below /root, a data folder of mode 0700), the program gets the one capability to pass through;
 * nothing else of root's rights.
 * @throws LocalStackError when a folder is closed and this machine grants no such capability
 */
export function runAs(user: SystemUser, paths: string[]): RunAs {
  const closed = paths.flatMap(foldersAbove).find((folder) => !mayEnter(user, folder));
  if (!closed) return { prefix: [], ids: user };
  const setpriv = SETPRIV.find((file) => existsSync(file));
  const capability = ENTERING.find(([, number]) => holdsCapability(number))?.[0];
  if (!setpriv || !capability) throw closedFolder(closed);
  return { prefix: [setpriv, ...setprivOptions(user, capability)], ids: {} };
}

/**
 * Ambient capabilities survive the change of user and the exec. `no_setuid_fixup` makes access(2) honour them too:
 * without it the kernel ignores the capabilities of non-root users there, and PostgreSQL does not find itself.
 */
function setprivOptions({ uid, gid }: SystemUser, capability: string): string[] {
  return [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=-all,+${capability}`,
    `--ambient-caps=-all,+${capability}`,
    '--securebits=+no_setuid_fixup',
    '--no-new-privs',
    '--',
  ];
}

function foldersAbove(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...foldersAbove(parent), parent];
}

function mayEnter({ uid, gid }: SystemUser, folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) return true;
  const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
  return (found.mode & bit) !== 0;
}

/** Whether the capability is in this process' bounding and permitted sets. */
function holdsCapability(number: number): boolean {
  const status = readFileSync('/proc/self/status', 'utf8');
  return ['CapBnd', 'CapPrm'].every((set) => {
    const mask = BigInt(`0x${new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`);
    return (mask & (1n << BigInt(number))) !== 0n;
  });
}

function closedFolder(folder: string): LocalStackError {
  return new LocalStackError(
    `PostgreSQL does not run as root, and the unprivileged user cannot enter ${folder}. Start it as an ordinary ` +
      `user, or open the folder for passing through: chmod a+x ${folder}`,
  );
}
