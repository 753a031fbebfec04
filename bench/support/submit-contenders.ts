import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { logNames } from '@countersign/contracts';
import { freePorts, startProcess } from '@countersign/local-stack';
import type { Running } from '@countersign/local-stack';
import { startStack, temporaryFolder, testNats } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { policyBodyExample } from '../../apps/gateway/src/openapi/examples.js';
import type { SubmitLoad, SubmitRate } from './submit-load.js';

/** A gateway to submit to, and all that works for it. */
export interface SubmitContender {
  port: number;
  tokens: string[];
  /** Process ids by what they are. */
  processes: Record<string, number[]>;
  /** Resolves when everybody who follows the logs has read them to the end. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const UNLIMITED = {
  RATE_LIMIT_PER_SECOND: '1000000',
  RATE_LIMIT_BURST: '1000000',
  RATE_LIMIT_ADDRESS_PER_SECOND: '1000000',
  RATE_LIMIT_ADDRESS_BURST: '1000000',
};
const POLICIES = 12;
const REQUESTERS = ['alice', 'oscar', 'bob', 'carol'];

/** The product, as it is installed: every process, with everything it does, and its default log level. */
export async function wholePath(): Promise<SubmitContender> {
  const stack = await startStack({ serviceEnv: { gateway: UNLIMITED } });
  try {
    await writePolicies(stack);
    const tokens = await Promise.all(REQUESTERS.map((person) => stack.token(person)));
    const { services, nats, postgres } = stack;
    const processes = Object.fromEntries(services.map(({ service, part }) => [service, [part.pid ?? 0]]));
    return {
      port: Number(new URL(stack.url).port),
      tokens,
      processes: { ...processes, PostgreSQL: [postgres.pid ?? 0], 'nats-server': [nats.pid ?? 0] },
      settled: () => caughtUp(stack),
      stop: () => stack.stop(),
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** One of them governs what is asked for. */
async function writePolicies(stack: Stack): Promise<void> {
  const token = await stack.token('erin');
  for (let i = 0; i < POLICIES; i++) {
    const conditions = [{ resourceNames: [i ? `app-${i}-*` : 'prod-*'], accountNames: ['*-admin'] }];
    const response = await fetch(`${stack.url}/v1/policies`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...policyBodyExample, name: `policy-${i}`, conditions }),
    });
    if (response.status !== 201) throw new Error(`no policy: ${await response.text()}`);
  }
}

async function caughtUp(stack: Stack): Promise<void> {
  const behind = ['request', 'approval', 'reporting'].flatMap((schema) =>
    logNames.map(
      (log) => `SELECT FROM ${schema}.consumer_cursor, ${log}.head
                WHERE consumer_cursor.log = '${log}' AND consumer_cursor.position <> head.position`,
    ),
  );
  while ((await stack.sql(behind.join(' UNION ALL '))).length > 0) await pause(50);
}

/** Gateway and service with nothing between question and answer but what every call passes. */
export async function emptyPath(): Promise<SubmitContender> {
  const nats = await testNats();
  const folder = await temporaryFolder('empty-path');
  const [port = 0, servicePort = 0] = await freePorts(2);
  const started: Running[] = [];
  const start = async (role: string, httpPort: number) => {
    const url = `http://127.0.0.1:${httpPort}`;
    const env = {
      NATS_URL: nats.url,
      OIDC_ISSUER: url,
      DATABASE_URL: 'postgres://none',
      HTTP_PORT: `${httpPort}`,
    };
    const logFile = join(folder, `${role}.log`);
    const program = { name: role, file: PROGRAM, args: [role], env, logFile, readyUrl: `${url}/readyz` };
    started.push(await startProcess(program));
  };
  const stop = async () => {
    await Promise.all(started.map((process) => process.stop()));
    await nats.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start('empty-service', servicePort);
    await start('empty-gateway', port);
  } catch (error) {
    await stop();
    throw error;
  }
  const [service, gateway] = started.map(({ pid }) => pid);
  const processes = { gateway: [gateway ?? 0], request: [service ?? 0], 'nats-server': [nats.pid] };
  return { port, tokens: ['none'], processes, settled: () => Promise.resolve(), stop };
}

/** The bench itself, which is all these processes in one bundle. */
const PROGRAM = process.argv[1] ?? '';

/** The clients, in a process of their own. */
export function startClients(): { run(load: SubmitLoad): Promise<SubmitRate>; pid: number; stop(): void } {
  const clients = fork(PROGRAM, ['clients']);
  return {
    pid: clients.pid ?? 0,
    run: async (load) => {
      clients.send(load);
      const [answer] = (await once(clients, 'message')) as [SubmitRate | { error: string }];
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    },
    stop: () => clients.disconnect(),
  };
}
