import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogName } from '@countersign/contracts';
import { MirrorDamaged, mirrorInfo, mirroredHash } from '@countersign/mirror';
import type { MirrorMessage } from '@countersign/mirror';
import type { Cursor } from './cursor-store.js';

/** A consumer has handled events that the mirror does not contain, so it must stop. */
export class CursorDiverged extends Error {
  constructor(why: string) {
    super(`${why}: the log was put back to an older state`);
    this.name = 'CursorDiverged';
  }
}

/** How a cursor compares with the mirror it reads. `waiting`: there is no mirror yet. */
export type CursorStanding = { kind: 'on-mirror' } | { kind: 'waiting' | 'stopped'; why: string };

/**
 * Compares a cursor's position and hash with the mirror. A consumer whose cursor is ahead of the mirror stops: either the
 * mirror is still being rebuilt, and the relay will pass the cursor, or the log was put back.
 */
export async function compareCursor(
  jsm: JetStreamManager,
  { consumer, log }: { consumer: string; log: LogName },
  { position, hash }: Cursor,
): Promise<CursorStanding> {
  const info = await mirrorInfo(jsm, log);
  if (!info) return { kind: 'waiting', why: `there is no mirror of the ${log} log yet` };
  if (position === 0) return { kind: 'on-mirror' };
  const last = info.state.last_seq;
  if (last < position) return { kind: 'stopped', why: aheadOf(consumer, log, position) };
  if ((await mirroredHash(jsm, log, position)) === hash) return { kind: 'on-mirror' };
  return {
    kind: 'stopped',
    why: `${consumer} has handled another event ${position} of ${log} than the mirror holds`,
  };
}

/** Does not name the mirror's end, which grows during a rebuild: each text is logged only once. */
const aheadOf = (consumer: string, log: LogName, position: number): string =>
  `${consumer} has handled ${log} up to ${position}, but the mirror ends before: it is being rebuilt, or the log was put back to an older state`;

/**
 * Checks that each event names the hash of its predecessor: the first follows the cursor, the others each other.
 * @throws CursorDiverged if an event does not
 * @throws MirrorDamaged if a message is not the event of its position; the relay then recreates the mirror
 */
export function assertChained(
  { consumer, log }: { consumer: string; log: LogName },
  messages: readonly MirrorMessage[],
  from: Cursor,
): void {
  let hash = from.hash;
  for (const { event, sequence } of messages) {
    if (event.sequence !== String(sequence))
      throw new MirrorDamaged(log, `holds a message at ${sequence} that is not the event of that position`);
    if (hash !== null && event.previoushash !== hash) {
      throw new CursorDiverged(
        `event ${sequence} of the mirror of ${log} does not follow what ${consumer} has handled`,
      );
    }
    hash = event.hash;
  }
}
