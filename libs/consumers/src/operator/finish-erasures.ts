import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { ClientBase } from 'pg';
import type { LogFeed } from '@countersign/event-log';
import { parkedTable } from '../install-consumers.js';
import { qualified } from '@countersign/postgres';
import { assertMirrorsFollow, renewErasedMirrors } from './erased-mirrors.js';
import type { MirrorRenewal, RenewedMirror } from './erased-mirrors.js';
import { forgetParked } from './forget-parked.js';
import type { ForgottenParked } from './forget-parked.js';
import { rebuildReadModels } from './rebuild-read-models.js';
import { endErasure, unfinishedErasures } from './unfinished-erasures.js';
import { vacuum } from './vacuum.js';

/** Where copies of erased texts are. */
export interface ErasureCopies extends MirrorRenewal {
  /** Every log of the installation. */
  feeds: readonly LogFeed[];
  /** Schema of the read models. */
  readModels: string;
  ownerRole?: string | undefined;
}

/** What was done about the copies of erased texts. */
export interface FinishedErasures {
  mirrors: RenewedMirror[];
  parked: ForgottenParked[];
  /** Projections whose tables are being rebuilt. */
  rebuilding: string[];
  /** Why tables that have dead rows could not be vacuumed. */
  notVacuumed: string[];
}

/**
 * Takes erased texts out of everything that copies the logs: mirrors, parked events, read models, and dead rows of
 * tables. Services may run meanwhile, and recover by themselves. It finishes what an interrupted command left, too.
 * @param admin - an administrator's connection, in no transaction
 * @throws MirrorDiverged when a log and its mirror differ
 */
export async function finishErasures(
  admin: ClientBase,
  nc: NatsConnection,
  { feeds, readModels, ownerRole, ...renewal }: ErasureCopies,
): Promise<FinishedErasures> {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const unfinished = await unfinishedErasures(
    admin,
    feeds.map(({ name }) => name),
  );
  const logs = unfinished.map(({ log }) => log);
  if (logs.length === 0) return { mirrors: [], parked: [], rebuilding: [], notVacuumed: [] };
  await assertMirrorsFollow(jsm, feeds);
  const mirrors = await renewErasedMirrors(admin, jsm, unfinished, renewal);
  const parked: ForgottenParked[] = [];
  for (const log of logs) parked.push(...(await forgetParked(admin, { log, ownerRole })));
  // After the mirrors: a rebuild must not read the old ones.
  const rebuilding = await rebuildReadModels(admin, readModels, logs);
  const notVacuumed = await vacuum(admin, [
    ...logs.flatMap((log) => ['event', 'command'].map((table) => qualified(log, table))),
    ...new Set(parked.map(({ schema }) => parkedTable(schema))),
  ]);
  for (const log of logs) await endErasure(admin, log);
  return { mirrors, parked, rebuilding, notVacuumed };
}
