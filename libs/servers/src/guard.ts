import { spawn } from 'node:child_process';
import { isRunning } from './process-tree.js';

/**
 * A shell beside each server that ends the server when its owner is gone, also after SIGKILL and on every Unix. It
 * costs no CPU (it is blocked in `read`) and ends with the server.
 */
const STOP = `
# Where nothing reaps orphans (process 1 of many containers does not), an ended process stays as a zombie.
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

/** The process whose end ends a server. */
export interface Owner {
  /** Default: this process. */
  pid?: number;
  /** A folder that is removed with the server. */
  removes?: string;
}

/**
 * Ends `pid` with `signal` (and with SIGKILL 10 s later) as soon as the owner is gone.
 * @returns removes the guard, when the server has ended by itself
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
  // The pipe does not keep this process alive either; the guard learns from its end that this process has ended.
  (child.stdin as unknown as { unref(): void }).unref();
  return () => child.kill('SIGKILL');
}
