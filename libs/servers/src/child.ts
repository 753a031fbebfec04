import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard } from './guard.js';
import type { Owner } from './guard.js';
import { LocalStackError } from './server.error.js';
import { signalTree } from './process-tree.js';

/** What to run and where its words go. */
export interface Launch {
  /** Its name in messages: `PostgreSQL`. */
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  /** Everything the child writes is appended here. */
  logFile: string;
  uid?: number;
  gid?: number;
  /** What asks the child to stop in an orderly way. */
  stopSignal: NodeJS.Signals;
  /** How long it may take to, before SIGKILL; default 10 s. */
  stopTimeoutMs?: number;
  /** The process whose end ends the child; default this process. */
  owner?: Owner;
}

/** How a child ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running child process. It does not survive its owner, whatever ends that one. */
export interface Child {
  readonly pid: number;
  /** Settles when it has ended, for whatever reason. */
  readonly exited: Promise<Exit>;
  /** How it ended, or undefined while it runs. */
  exit(): Exit | undefined;
  /** Asks it to stop, insists after the timeout, and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL), as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Freezes it (SIGSTOP): it keeps its connections, but does not answer. */
  pause(): Promise<void>;
  /** Lets a paused one go on. */
  resume(): Promise<void>;
  /** The last lines it wrote. */
  logTail(lines?: number): string;
}

/** @throws LocalStackError when the program cannot be run at all */
export async function startChild(launch: Launch): Promise<Child> {
  const logStart = statSync(launch.logFile, { throwIfNoEntry: false })?.size ?? 0;
  const child = await spawned(launch);
  const pid = child.pid as number;
  const release = guard(pid, launch.stopSignal, launch.owner ?? {});
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) =>
    child.once('exit', (code, signal) => {
      release();
      resolve((exit = { code, signal }));
    }),
  );
  child.unref();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (exit) return;
    child.ref();
    child.kill(signal);
    const insist = new AbortController();
    const later = sleep(launch.stopTimeoutMs ?? 10_000, undefined, { signal: insist.signal, ref: false });
    later.then(() => child.kill('SIGKILL')).catch(() => undefined);
    await exited;
    insist.abort();
  };
  const signal = async (name: 'SIGSTOP' | 'SIGCONT'): Promise<void> => {
    if (!exit) await signalTree(pid, name);
  };
  return {
    pid,
    exited,
    exit: () => exit,
    stop: async () => {
      // A frozen process does not receive the request to stop.
      await signal('SIGCONT');
      await end(launch.stopSignal);
    },
    kill: () => end('SIGKILL'),
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    logTail: (lines = 12) => tail(launch.logFile, logStart, lines),
  };
}

/** Its own session: Ctrl-C at the terminal reaches the parent alone, which stops the parts in order. */
async function spawned({ name, command, args, env, logFile, uid, gid }: Launch): Promise<ChildProcess> {
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', log, log],
      detached: true,
      cwd: '/',
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    return child;
  } catch (error) {
    throw new LocalStackError(`${name} cannot be started: ${(error as Error).message}`);
  } finally {
    closeSync(log);
  }
}

/** The last lines after a byte: an earlier run's words would mislead. */
function tail(file: string, from: number, lines: number): string {
  try {
    return readFileSync(file).subarray(from).toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
