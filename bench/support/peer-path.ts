import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { probePaths } from '@countersign/contracts';
import { repositoryRoot, waitUntil } from '@countersign/servers';
import { benchBundle } from './bench-program.js';
import { contenderParts } from './contender-parts.js';
import type { ContenderParts } from './contender-parts.js';
import { UNLIMITED } from './installation.js';
import { startIssuer } from './own-issuer.js';
import type { OwnIssuer } from './own-issuer.js';
import { makePeerDatabase } from './peer-database.js';
import { requesterTokens } from './people.js';
import { submitBodyText } from './submit-load.js';
import type { SubmitContender, Submitting } from './submit-contender.js';
import { walBytes } from './write-ahead-log.js';

const READY_MS = 30_000;

/**
 * The peer (bench/peer) behind the product's own gateway, with nats-server and PostgreSQL as the product starts them. It
 * answers in place of the request service, so everything up to there is the same.
 */
export const peerPath: SubmitContender = async () => {
  const parts = await contenderParts('peer');
  const issuer = await startIssuer();
  const stop = async () => {
    issuer.stop();
    await parts.stop();
  };
  try {
    return await started(parts, issuer, stop);
  } catch (error) {
    await stop();
    throw error;
  }
};

async function started(
  parts: ContenderParts,
  issuer: OwnIssuer,
  stop: () => Promise<void>,
): Promise<Submitting> {
  const nats = await parts.nats();
  const postgres = await parts.postgres(randomBytes(12).toString('hex'));
  const database = await makePeerDatabase(postgres.adminUrl);
  const env = {
    ...UNLIMITED,
    NATS_URL: nats.url,
    OIDC_ISSUER: issuer.url,
    OIDC_JWKS_URI: issuer.jwksUri,
    DATABASE_URL: database.url,
  };
  const service = await parts.program({
    name: 'peer',
    file: benchBundle('peer'),
    env,
    readyPath: probePaths.ready,
  });
  const file = join(repositoryRoot() ?? '.', 'dist', 'apps', 'gateway', 'main.js');
  // The gateway is not ready by its own account, because there is only one of the services.
  const gateway = await parts.program({ name: 'gateway', file, env, readyPath: probePaths.alive });
  const tokens = await requesterTokens(issuer.sign);
  await firstAnswer(gateway.httpPort, tokens);
  return {
    port: gateway.httpPort,
    tokens,
    processes: {
      request: [service.pid],
      gateway: [gateway.pid],
      PostgreSQL: [postgres.pid],
      'nats-server': [nats.pid],
    },
    settled: () => Promise.resolve(),
    wal: () => walBytes(database.sql),
    stop: async () => {
      await database.close();
      await stop();
    },
  };
}

/** The gateway serves before it has reached nats-server. */
async function firstAnswer(port: number, [token]: string[]): Promise<void> {
  let last = 'nothing';
  await waitUntil(
    async () => {
      const response = await fetch(`http://127.0.0.1:${port}/v1/requests`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: submitBodyText('prod-db-first'),
      });
      last = `${response.status} ${await response.text()}`;
      return response.status === 201 || undefined;
    },
    READY_MS,
    () => new Error(`the peer does not answer: ${last}`),
  );
}
