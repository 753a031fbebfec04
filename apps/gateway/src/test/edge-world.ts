import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { policyRpc } from '@countersign/contracts';
import { eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { endGracefully } from '../create-gateway.js';
import { ask, startEdge } from './edge.js';
import type { Answer, Edge } from './edge.js';
import { startFakeServices } from './fake-services.js';
import type { Script } from './fake-services.js';
import { startTestIssuer } from './test-issuer.js';
import type { TestIssuer } from './test-issuer.js';

/** A gateway alone: the services behind it are doubles on a real bus. */
export interface EdgeWorld {
  nats: TestNats;
  /** A connection beside those of the gateway. */
  bus: NatsConnection;
  issuer: TestIssuer;
  /** What the services answer. */
  script: Script;
  edge: Edge;
  /** The settings of a gateway on this bus. */
  env: Record<string, string>;
  /** A token of alice. */
  token: string;
  /** How many submissions went over the bus, answered or not. */
  submissions(): number;
  /** What the gateway and the services logged, together. */
  logs(): string;
  logTo: { write(line: string): void };
  /** Asks as alice, unless the options say otherwise. */
  call(method: string, path: string, options?: Parameters<typeof ask>[2]): Promise<Answer>;
  stop(): Promise<void>;
}

export async function edgeWorld(): Promise<EdgeWorld> {
  const [nats, issuer] = await Promise.all([testNats(), startTestIssuer()]);
  const bus = await connect({ servers: nats.url });
  let submissions = 0;
  bus.subscribe('countersign.rpc.request.submit', { callback: () => void (submissions += 1) });
  let logs = '';
  const logTo = { write: (line: string) => void (logs += line) };
  const env = { NATS_URL: nats.url, OIDC_ISSUER: issuer.url, OIDC_JWKS_URI: `${issuer.url}/jwks` };
  const { app: services, script } = await startFakeServices('policy', env, logTo);
  const edge = await startEdge(
    { ...env, RATE_LIMIT_BURST: '10000', RATE_LIMIT_ADDRESS_BURST: '10000' },
    logTo,
  );
  const token = await issuer.token('alice');
  const call: EdgeWorld['call'] = (method, path, options = {}) =>
    ask(edge.url + path, method, { token, ...options });
  script.on(policyRpc.list, () => ({ items: [], nextCursor: null }));
  await eventually(
    'the policy service answers',
    async () => (await call('GET', '/v1/policies')).status !== 503,
  );
  const stop = async (): Promise<void> => {
    await endGracefully(edge.app);
    await services.close();
    await bus.close();
    await Promise.all([nats.stop(), issuer.stop()]);
  };
  return {
    nats,
    bus,
    issuer,
    script,
    edge,
    env,
    token,
    submissions: () => submissions,
    logs: () => logs,
    logTo,
    call,
    stop,
  };
}

/** An answer that is a problem of that code, and says so as the API promises. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer).toMatchObject({ status, body: { status, code } });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toEqual(
    expect.objectContaining({
      type: `urn:countersign:problem:${code}`,
      title: expect.any(String) as string,
      detail: expect.stringMatching(/.{10}/) as string,
      requestId: answer.headers.get('x-request-id'),
    }),
  );
}
