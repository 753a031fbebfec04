import { rm, writeFile } from 'node:fs/promises';
import { startStack } from '@countersign/testing';

/**
 * Runs the stack that the specs of one Jest worker share, as a process of its own: `main.js <file>`. The file receives the
 * stack's address once everything is ready. The worker holds the other end of standard input; when that closes, however
 * the worker ended, the stack is stopped.
 */
async function host(file: string): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    process.stdin.on('end', resolve).on('error', resolve).resume();
    process.on('SIGTERM', resolve);
  });
  const stack = await startStack({ env: { LOG_LEVEL: 'debug' } });
  const { url, adminUrl, folder } = stack;
  await writeFile(file, JSON.stringify({ pid: process.pid, url, adminUrl, folder: folder.root }), {
    mode: 0o600,
  });
  process.stdout.write('ready\n');
  await ended;
  await rm(file, { force: true });
  await stack.stop();
}

await host(process.argv[2] ?? '');
process.exit();
