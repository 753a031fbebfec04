import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NoticeStreams } from '../notices/notice-streams.js';

/** Time for answers under way; Kubernetes and people are told five seconds for the whole end. */
const PATIENCE_MS = 3_500;

/**
 * Ends the gateway: no new connections, streams end, answers under way are finished, and only then are the connections to the
 * bus closed. What takes longer than `patienceMs` is cut off.
 */
export async function endGracefully(app: NestFastifyApplication, patienceMs = PATIENCE_MS): Promise<void> {
  const server = app.getHttpServer();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  app.get(NoticeStreams, { strict: false }).end();
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed.finally(() => {
    clearInterval(idle);
    clearTimeout(cut);
  });
  await app.close();
}
