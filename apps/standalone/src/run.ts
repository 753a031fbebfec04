import { mkdir } from 'node:fs/promises';
import { emptyFolder, lockFolder, stackFolder, startLocalStack } from '@countersign/installation';
import type { LocalStack } from '@countersign/installation';
import { renderNatsConfig } from '@countersign/mirror';
import { DamagedData, LocalStackError, PortInUse, supervise } from '@countersign/servers';
import type { StandaloneConfig } from './config.js';
import { BROKER, BROKER_SECRET } from './identity-provider/clients.js';
import { DEMO_OTP, DEMO_PASSWORD, demoPeople } from './identity-provider/demo-people.js';

/** What to run, and where. */
export interface Run {
  config: StandaloneConfig;
  dataDir: string;
  programs: string;
  fresh: boolean;
  /** The environment that the services inherit: further settings of theirs. */
  env: Record<string, string>;
  /** Aborted when everything must stop. */
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
    natsConfig: (passwords) => renderNatsConfig({ passwords }),
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

/** Where everything is, the people who can sign in, and a line to try. */
function greeting(url: string, dataDir: string): string {
  const people = demoPeople.map(({ id, groups }) => `    ${id.padEnd(8)}${groups.join(', ')}`);
  const token = `curl -s ${url}/oidc/token -d grant_type=password -d client_id=countersign-cli -d username=alice -d password=${DEMO_PASSWORD}`;
  return [
    '',
    `Countersign runs at ${url}  (console: open it in a browser; API description: ${url}/docs)`,
    '',
    `  People (password ${DEMO_PASSWORD}, second factor ${DEMO_OTP}):`,
    ...people,
    '',
    `  Broker (client credentials): ${BROKER}, secret ${BROKER_SECRET}`,
    '',
    '  Try it:',
    `    curl -s -H "Authorization: Bearer $(${token} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')" ${url}/v1/me`,
    '',
    `  Data, secrets and logs: ${dataDir}`,
    '  Ctrl-C stops everything; npm start -- --fresh begins again with empty data.',
    '',
  ].join('\n');
}

/** The message for the person at the terminal when the start fails. */
export function plainMessage(error: unknown, dataDir: string): string {
  if (error instanceof PortInUse && error.message.startsWith('Countersign')) {
    return `${error.message} Choose another: PORT=${error.port + 1} npm start`;
  }
  if (error instanceof DamagedData) {
    return `${error.message}\n\nRestore it from a backup, or begin with empty data: npm start -- --fresh`;
  }
  if (error instanceof LocalStackError) {
    const said = error.log === '' ? '' : `\n\nIt said:\n${indented(error.log)}`;
    const hint = `\n\nLogs: ${dataDir}/logs. To begin with empty data: npm start -- --fresh`;
    return `${error.message}${said}${error.log === '' ? '' : hint}`;
  }
  return error instanceof Error ? error.message : String(error);
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
