import { mkdir } from 'node:fs/promises';
import { emptyFolder, lockFolder, stackFolder, startLocalStack } from '@countersign/installation';
import { supervise } from '@countersign/servers';
import type { LocalStack } from '@countersign/installation';
import { renderNatsConfig } from '@countersign/mirror';
import type { StandaloneConfig } from './config.js';
import { greeting } from './greeting.js';

/** What is to be run, and where. */
export interface Run {
  config: StandaloneConfig;
  dataDir: string;
  programs: string;
  fresh: boolean;
  /** The environment that the services inherit: further settings of theirs. */
  env: Record<string, string>;
  /** Aborted when everything is to end. */
  signal: AbortSignal;
  say: (line: string) => void;
}

/**
 * Runs everything until the signal comes, then stops it in order.
 * @throws LocalStackError when it cannot start: everything that had started is stopped by then
 */
export async function run(wish: Run): Promise<void> {
  const { dataDir, signal, say } = wish;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(dataDir);
  try {
    if (wish.fresh) await emptyFolder(stackFolder(dataDir));
    const begun = Date.now();
    const stack = await start(wish);
    say(`  ready after ${seconds(Date.now() - begun)}\n${greeting(publicUrlOf(wish.config), dataDir)}`);
    await untilEnd(stack, signal, say);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await unlock();
  }
}

async function start({ config, dataDir, programs, env, signal, say }: Run): Promise<LocalStack> {
  say(`Starting Countersign …`);
  return startLocalStack({
    folder: dataDir,
    programs,
    host: config.HOST,
    port: config.PORT,
    publicUrl: publicUrlOf(config),
    env: { ...env, LOG_LEVEL: config.LOG_LEVEL },
    natsConfig: (passwords) => renderNatsConfig({ passwords: asValues(passwords) }),
    signal,
    onReady: (part, sinceStartMs) => say(`  ${part.padEnd(18)} ${seconds(sinceStartMs)}`),
  });
}

async function untilEnd(stack: LocalStack, signal: AbortSignal, say: Run['say']): Promise<void> {
  const endings = stack.parts.map((part) => supervise(part, say));
  // The servers do not keep this process alive; what it waits for does.
  const alive = setInterval(() => undefined, 60_000);
  if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
  clearInterval(alive);
  for (const end of endings) end();
  say('Stopping …');
  await stack.stop();
  say('Stopped.');
}

const publicUrlOf = ({ PUBLIC_URL, PORT }: StandaloneConfig): string =>
  PUBLIC_URL === undefined ? `http://127.0.0.1:${PORT}` : new URL(PUBLIC_URL).origin;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function asValues<K extends string>(passwords: Record<K, string>): Record<K, { value: string }> {
  const entries = Object.entries<string>(passwords).map(([user, value]) => [user, { value }]);
  return Object.fromEntries(entries) as Record<K, { value: string }>;
}
