import { spawn } from 'node:child_process';
import { isRunning } from './is-running.js';

/**
 * A shell beside each server that ends it when its owner is gone, however the owner went: also on SIGKILL,
 * on every Unix. It costs no CPU (it is blocked in `read`) and is ended when the server is.
 */
const STOP = `
# Where nobody reaps orphans (process 1 of many containers does not), one that has ended stays as a zombie.
alive() { kill -0 "$1" 2>/dev/null && ! grep -q "^State:.Z" "/proc/$1/status" 2>/dev/null; }
stop() {
  kill -"$2" "$1" 2>/dev/null
  n=0
  while alive "$1" && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
  kill -9 "$1" 2>/dev/null
}`;

const ON_END_OF_INPUT = `${STOP}
read -r _
stop "$1" "$2"
[ -n "$3" ] && rm -rf -- "$3"`;

const ON_END_OF_PROCESS = `${STOP}
while alive "$4" && alive "$1"; do sleep 0.25; done
stop "$1" "$2"
[ -n "$3" ] && rm -rf -- "$3"`;

/** Whose end ends a server. */
export interface Owner {
  /** Default: this process. */
  pid?: number;
  /** A folder that goes with it. */
  removes?: string;
}

/**
 * Ends `pid` with `signal` (and with SIGKILL 10 s later) as soon as the owner is gone.
 * @returns takes the guard away, when the server has ended by itself
 */
export function guard(pid: number, signal: NodeJS.Signals, owner: Owner): () => void {
  const args = [String(pid), signal.replace('SIG', ''), owner.removes ?? ''];
  const ownerPid = owner.pid;
  if (ownerPid === undefined) return shell(ON_END_OF_INPUT, args);
  const release = shell(ON_END_OF_PROCESS, [...args, String(ownerPid)]);
  // Once the owner is gone the guard has work to do, and ends by itself.
  return () => {
    if (isRunning(ownerPid)) release();
  };
}

function shell(script: string, args: string[]): () => void {
  const child = spawn('/bin/sh', ['-c', script, 'guard', ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  // The pipe must not keep this process alive either; its end is how the guard learns of ours.
  (child.stdin as unknown as { unref(): void }).unref();
  return () => child.kill('SIGKILL');
}
