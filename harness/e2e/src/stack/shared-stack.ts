import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '@countersign/servers';
import { stackView } from '@countersign/testing';
import type { StackAddress, StackView } from '@countersign/testing';

const program = join(__dirname, '../../../../dist/e2e/stack-host/main.js');

/** A file instead of a variable: every spec file has its own modules and globals, and shares only the process. */
const file = join(tmpdir(), `countersign-e2e-stack-${process.pid}.json`);

/**
 * The stack that the spec files of this Jest worker share, one after the other: started by the first that asks, stopped
 * when the worker ends. A spec that kills something, or needs other settings, starts its own with `startStack`. The
 * others leave everything running, and use resources, policies and times that no other spec uses.
 * @throws Error if the stack does not start
 */
export async function sharedStack(): Promise<StackView> {
  return stackView((await running()) ?? (await started()));
}

async function running(): Promise<StackAddress | undefined> {
  if (!existsSync(file)) return undefined;
  const { pid, ...address } = JSON.parse(await readFile(file, 'utf8')) as StackAddress & { pid: number };
  return isRunning(pid) ? address : undefined;
}

async function started(): Promise<StackAddress> {
  const host = spawn(process.execPath, ['--enable-source-maps', program, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    host.stdout.once('data', () => resolve());
    host.once('error', reject);
    host.once('exit', (code) => reject(new Error(`the shared stack did not start: exit code ${code}`)));
  });
  host.removeAllListeners('exit');
  // Neither the process nor its pipes keep Jest alive; the end of the pipe ends the host.
  host.unref();
  for (const pipe of [host.stdin, host.stdout]) (pipe as unknown as { unref(): void }).unref();
  const address = await running();
  if (!address) throw new Error('the shared stack ended right after its start');
  return address;
}
