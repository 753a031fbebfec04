import { probePaths } from '@countersign/contracts';
import { BENCH_PROGRAM } from './bench-program.js';
import { contenderParts } from './contender-parts.js';
import type { SubmitContender } from './submit-contender.js';

/** A gateway and a service that do only what every call needs. */
export const emptyPath: SubmitContender = async () => {
  const parts = await contenderParts('empty-path');
  try {
    const nats = await parts.nats();
    // No token is verified and there is no database, but both settings are required.
    const env = { NATS_URL: nats.url, OIDC_ISSUER: 'http://127.0.0.1', DATABASE_URL: 'postgres://none' };
    const program = (role: string) =>
      parts.program({ name: role, file: BENCH_PROGRAM, args: [role], env, readyPath: probePaths.ready });
    const service = await program('empty-service');
    const gateway = await program('empty-gateway');
    return {
      port: gateway.httpPort,
      tokens: ['none'],
      processes: { gateway: [gateway.pid], request: [service.pid], 'nats-server': [nats.pid] },
      settled: () => Promise.resolve(),
      wal: () => Promise.resolve(0),
      stop: parts.stop,
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
};
