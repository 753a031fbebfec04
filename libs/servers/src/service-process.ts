import { startChild } from './child.js';
import type { Child, Exit, Launch } from './child.js';
import { LocalStackError } from './server.error.js';
import type { Running } from './part.js';
import { waitUntil } from './wait-until.js';

/** A Node.js program of ours, and how to know that it is ready. */
export interface ServiceProcess {
  /** Its name in messages: `request service`. */
  name: string;
  /** The bundle: `dist/apps/request/main.js`. */
  file: string;
  args?: string[];
  env: Record<string, string>;
  logFile: string;
  /** Answers 200 when it is ready: `http://127.0.0.1:4711/readyz`. */
  readyUrl: string;
  /** How long that may take; default 30 s. */
  timeoutMs?: number;
}

/**
 * V8's young generation, in MB of a half: what a call holds outlives a smaller one, and is then moved instead of
 * forgotten. Under load a seventh of a service's CPU, for 50 to 70 MB more of memory.
 */
const YOUNG_GENERATION = '--max-semi-space-size=32';

const launchOf = ({ name, file, args = [], env, logFile }: Omit<ServiceProcess, 'readyUrl'>): Launch => ({
  name,
  command: process.execPath,
  args: ['--enable-source-maps', YOUNG_GENERATION, file, ...args],
  env: { NODE_ENV: 'production', ...env },
  logFile,
  stopSignal: 'SIGTERM',
});

/** Starts a service and waits until it is ready. @throws LocalStackError with the end of its log when it is not */
export async function startProcess(service: ServiceProcess): Promise<Running> {
  const child = await startChild(launchOf(service));
  const { timeoutMs = 30_000, name } = service;
  try {
    await waitUntil(
      async () => {
        if (child.exit()) throw new LocalStackError(`The ${name} ended while starting.`, child.logTail());
        return (await answersOk(service.readyUrl)) ? true : undefined;
      },
      timeoutMs,
      () => new LocalStackError(`The ${name} was not ready within ${timeoutMs / 1000} s.`, child.logTail()),
    );
  } catch (error) {
    await child.kill();
    throw error;
  }
  return child;
}

/** Runs a program of ours to its end. @throws LocalStackError with what it said when it fails */
export async function runToCompletion(program: Omit<ServiceProcess, 'readyUrl'>): Promise<void> {
  const child = await startChild(launchOf(program));
  const { code } = await finished(child);
  if (code !== 0) throw new LocalStackError(`The ${program.name} failed.`, child.logTail());
}

/** The child does not keep this process alive: a timer does, as long as it runs. */
async function finished(child: Child): Promise<Exit> {
  const alive = setInterval(() => undefined, 1_000);
  try {
    return await child.exited;
  } finally {
    clearInterval(alive);
  }
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
