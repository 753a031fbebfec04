import type { JetStreamManager } from '@nats-io/jetstream';
import type { ClientBase } from 'pg';
import { cloudEvent, mirrorName } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import type { LogFeed } from '@countersign/event-log';
import { pause } from '@countersign/timing';
import { compareMirror, mirrorInfo, untilAuditFollows } from '@countersign/mirror';
import { quoted } from '@countersign/postgres';
import { renewMirrors } from './renew-mirrors.js';
import type { UnfinishedErasure } from './unfinished-erasures.js';

/** A log and its mirror differ, and only an operator can tell which is right. */
export class MirrorDiverged extends Error {
  constructor(why: string) {
    super(
      `Nothing is erased while a log differs from its mirror: ${why}. Begin a new epoch first (new-epoch).`,
    );
    this.name = 'MirrorDiverged';
  }
}

/** Rebuilding a mirror would hide that its log was put back to an older state. @throws MirrorDiverged */
export async function assertMirrorsFollow(jsm: JetStreamManager, feeds: readonly LogFeed[]): Promise<void> {
  for (const feed of feeds) {
    const standing = await compareMirror(jsm, feed);
    if (standing.kind === 'diverged') throw new MirrorDiverged(standing.why);
  }
}

/** State of a mirror: `filling` if its relay had not yet reached the first event whose text is gone. */
export interface RenewedMirror {
  log: LogName;
  state: 'clean' | 'filling';
}

/** How mirrors are rebuilt. */
export interface MirrorRenewal {
  /** How long to wait for the relays. */
  patienceMs?: number | undefined;
}

const ATTEMPTS = 5;
const PATIENCE_MS = 20_000;
const EVERY_MS = 100;

/**
 * Rebuilds the mirrors of logs, and the stream of all mirrors, without the erased texts. The relays fill them from the
 * logs. A relay that read the log before the erasure may write old texts to the new stream. The first event whose text is
 * gone shows that, because such a relay has in memory only a prefix of the log.
 * @throws RelayAbsent if a service that has to recreate its copy does not run: the copy still holds the texts
 */
export async function renewErasedMirrors(
  admin: ClientBase,
  jsm: JetStreamManager,
  erased: readonly UnfinishedErasure[],
  { patienceMs = PATIENCE_MS }: MirrorRenewal = {},
): Promise<RenewedMirror[]> {
  const renewed = new Map<LogName, RenewedMirror>();
  let stale = erased;
  for (let attempt = 1; stale.length > 0; attempt++) {
    const logs = stale.map(({ log }) => log);
    if (attempt > ATTEMPTS) throw new Error(`Erased texts come back to the mirrors of ${logs.join(', ')}.`);
    await renewMirrors(admin, jsm, logs, { reason: 'erasure of personal data', patienceMs });
    const until = Date.now() + patienceMs;
    for (const { log, since } of stale) {
      const state = await look(jsm, log, await firstErased(admin, log, since), until);
      if (state !== 'stale') renewed.set(log, { log, state });
    }
    stale = stale.filter(({ log }) => !renewed.has(log));
  }
  await untilAuditFollows(jsm, patienceMs);
  return [...renewed.values()];
}

const selectFirst = (log: LogName): string => `
  SELECT position FROM ${quoted(log)}.event WHERE erased_at >= $1 ORDER BY position LIMIT 1`;

/** The first event whose text was erased since a time; 0 if there is none. */
async function firstErased(admin: ClientBase, log: LogName, since: string): Promise<number> {
  const { rows } = await admin.query<{ position: string }>(selectFirst(log), [since]);
  return Number(rows[0]?.position ?? 0);
}

async function look(
  jsm: JetStreamManager,
  log: LogName,
  first: number,
  until: number,
): Promise<RenewedMirror['state'] | 'stale'> {
  if (!(await reaches(jsm, log, first, until))) return 'filling';
  return (await hasText(jsm, log, first)) ? 'stale' : 'clean';
}

async function reaches(
  jsm: JetStreamManager,
  log: LogName,
  position: number,
  until: number,
): Promise<boolean> {
  for (;;) {
    const last = (await mirrorInfo(jsm, log))?.state.last_seq ?? 0;
    if (last >= position) return true;
    if (Date.now() >= until) return false;
    await pause(EVERY_MS);
  }
}

async function hasText(jsm: JetStreamManager, log: LogName, position: number): Promise<boolean> {
  if (position === 0) return false;
  const message = await jsm.streams.getMessage(mirrorName(log), { seq: position });
  return message !== null && cloudEvent.parse(message.json()).private !== undefined;
}
