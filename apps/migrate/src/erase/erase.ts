import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { ClientBase } from 'pg';
import { logNames } from '@countersign/contracts';
import { PostgresEventLog } from '@countersign/event-log';
import { assertMirrorsFollow, finishErasures } from '@countersign/consumers';
import type { ErasureCopies, FinishedErasures } from '@countersign/consumers';
import type { MigrateConfig } from '../config.js';
import { withNats } from '../operator-connections.js';
import { inTurn } from '../turn.js';
import { eraseLog } from './erase-log.js';
import type { ErasedLog, ErasureWish } from './erase-log.js';
import { endsOf, eventsUpTo } from './log-reader.js';
import { openAfter } from './open-requests.js';
import type { OpenRequests } from './open-requests.js';

const OWNER_ROLE = 'countersign_owner';
const READ_MODELS = 'reporting';

/** What the command did. */
export interface ErasureReport {
  logs: ErasedLog[];
  /** The requests that are not over. */
  open: OpenRequests;
  copies: FinishedErasures;
}

/** Some texts may be gone, and copies of them may be left. */
export class ErasureInterrupted extends Error {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`The erasure was interrupted: ${why}\nRun the command again: it goes on from there.`, { cause });
    this.name = 'ErasureInterrupted';
  }
}

/**
 * Erases the private texts of a person, or of everything before a time, from all logs and from what copies them, while
 * the services run. A repeat finds nothing; after an interruption, it goes on.
 * @param patienceMs how long to wait for the relays to fill the mirrors
 * @throws MirrorDiverged before anything is erased, when a log and its mirror differ
 * @throws ErasureInterrupted when the work fails after it has begun
 */
export function erase(
  config: MigrateConfig,
  wish: ErasureWish,
  { patienceMs }: { patienceMs?: number } = {},
): Promise<ErasureReport> {
  return withNats(config, (nc) =>
    inTurn(config, async (admin) => {
      const url = config.MIGRATE_DATABASE_URL;
      const feeds = logNames.map((log) => new PostgresEventLog({ log, url, readConnections: 1 }));
      try {
        await assertMirrorsFollow(await jetstreamManager(nc, { checkAPI: false }), feeds);
        return await eraseAll(admin, nc, wish, {
          feeds,
          replicas: config.NATS_REPLICAS,
          patienceMs,
          readModels: READ_MODELS,
          ownerRole: OWNER_ROLE,
        });
      } finally {
        await Promise.all(feeds.map((feed) => feed.close()));
      }
    }),
  );
}

async function eraseAll(
  admin: ClientBase,
  nc: NatsConnection,
  wish: ErasureWish,
  copies: ErasureCopies,
): Promise<ErasureReport> {
  try {
    const erased = await eraseLogs(admin, wish);
    return { ...erased, copies: await finishErasures(admin, nc, copies) };
  } catch (error) {
    throw new ErasureInterrupted(error);
  }
}

async function eraseLogs(
  admin: ClientBase,
  wish: ErasureWish,
): Promise<Pick<ErasureReport, 'logs' | 'open'>> {
  const ends = await endsOf(admin);
  let open: OpenRequests = new Map();
  for await (const events of eventsUpTo(admin, 'request', ends.get('request') ?? 0))
    open = openAfter(open, events);
  const logs: ErasedLog[] = [];
  for (const [log, end] of ends)
    logs.push(await eraseLog(admin, { log, end, open, ownerRole: OWNER_ROLE }, wish));
  return { logs, open };
}
