import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { ClientBase } from 'pg';
import { assertMirrorsFollow, finishErasures } from '@countersign/consumers';
import type { ErasureCopies, FinishedErasures } from '@countersign/consumers';
import { auditStreamName, logNames, mirrorName } from '@countersign/contracts';
import { PostgresEventLog } from '@countersign/event-log';
import { eraseSeenBefore, eraseSeenPerson } from '@countersign/policy-server';
import type { MigrateConfig } from '../config.js';
import { inTurn, withNats } from '../operator-connections.js';
import { eraseLog } from './erase-log.js';
import type { ErasedLog, ErasureWish } from './erase-log.js';
import { endsOf, eventsUpTo } from './log-reader.js';
import { openAfter } from './open-requests.js';
import type { OpenRequests } from './open-requests.js';

const OWNER_ROLE = 'countersign_owner';
const READ_MODELS = 'reporting';

/** The result of the command. */
export interface ErasureReport {
  logs: ErasedLog[];
  /** The requests that are not over. */
  open: OpenRequests;
  copies: FinishedErasures;
  /** How many rows of seen approvers were deleted. */
  seen: number;
}

/** Some texts may already be erased while copies of them still exist. */
class ErasureInterrupted extends Error {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`The erasure was interrupted: ${why}\nRun the command again: it continues from there.`, { cause });
    this.name = 'ErasureInterrupted';
  }
}

/**
 * Erases the private texts of a person, or of everything before a time, from all logs and from their copies, while the
 * services run. A repeat finds nothing; after an interruption, it continues.
 * @param patienceMs how long to wait for the relays to fill the mirrors
 * @throws MirrorDiverged before anything is erased, if a log and its mirror differ
 * @throws ErasureInterrupted if the work fails after it has begun
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
    const seen = await eraseSeen(admin, wish);
    return { ...erased, copies: await finishErasures(admin, nc, copies), seen };
  } catch (error) {
    throw new ErasureInterrupted(error);
  }
}

/** The table is no copy of a log: its rows say only when a token was last seen. */
function eraseSeen(admin: ClientBase, { whose }: ErasureWish): Promise<number> {
  return whose.kind === 'person' ? eraseSeenPerson(admin, whose) : eraseSeenBefore(admin, whose.before);
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

/** The report of an erasure, as lines, without names and without the id of the person. */
export function linesOf({ logs, open, copies, seen }: ErasureReport, { whose }: ErasureWish): string[] {
  const anyIssuer = whose.kind === 'person' && whose.issuer === null;
  const issuers = unique(logs.flatMap((log) => log.issuers));
  const others = unique(logs.flatMap((log) => log.otherIssuers));
  return [
    ...logs.map(
      ({ log, events }) =>
        `log ${log}: ${events === 0 ? 'nothing to erase' : `texts of ${count(events, 'event')} erased`}`,
    ),
    ...(anyIssuer && issuers.length > 0
      ? [`no issuer was given; the events were of: ${issuers.join(', ')}`]
      : []),
    ...(others.length > 0
      ? [`events of the same id under other issuers keep their texts: ${others.join(', ')}`]
      : []),
    ...(seen > 0 ? [`seen approvers: ${count(seen, 'row')} deleted`] : []),
    ...leftLines(logs, open),
    ...copyLines(copies),
  ];
}

const WHY = { pending: 'it is pending', access: 'its access has not ended' } as const;

function leftLines(logs: ErasureReport['logs'], open: OpenRequests): string[] {
  const left = new Map<string, number>();
  for (const log of logs)
    for (const [request, events] of log.left) left.set(request, (left.get(request) ?? 0) + events);
  if (left.size === 0) return [];
  const lines = [...left].map(
    ([request, events]) =>
      `  request ${request}: ${count(events, 'event')}; ${WHY[open.get(request) ?? 'pending']}`,
  );
  return [
    `${count(left.size, 'request')} not over, whose events keep their texts (erase again afterwards):`,
    ...lines,
  ];
}

function copyLines({ mirrors, parked, rebuilding, notVacuumed }: ErasureReport['copies']): string[] {
  if (mirrors.length === 0) return ['mirrors and read models hold nothing that was erased'];
  const names = mirrors.map(({ log }) => mirrorName(log)).sort();
  const filling = mirrors.filter(({ state }) => state === 'filling').map(({ log }) => mirrorName(log));
  return [
    `mirrors rebuilt: ${[...names, auditStreamName].join(', ')}; durable consumers of ${auditStreamName} get some events again`,
    ...(filling.length > 0
      ? [`not filled yet: ${filling.join(', ')}; the services that own them do that when they run`]
      : []),
    ...parked.map(({ schema, events }) => `parked events of ${schema}: ${count(events, 'event')} emptied`),
    rebuilding.length > 0
      ? `read models being rebuilt: ${rebuilding.join(', ')}`
      : 'there are no read models to rebuild',
    ...notVacuumed.map((warning) => `dead rows are left: ${warning}`),
    'not reached: the write-ahead log, backups, SIEMs and whatever else has received events (docs/privacy.md)',
  ];
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
