import type { Membership } from '@countersign/contracts';
import { parseMicros, sha256Hex } from '@countersign/proof';
import type { StoredEventRow } from '@countersign/stored-log';
import type { StoredEvent } from '../event-log.js';
import type { PreparedEvent } from '../prepared-append.js';

/** An event as the row of a table that a comparison reads: the columns of its own stream, and its memberships. */
export function rowOf(event: PreparedEvent & StoredEvent): StoredEventRow {
  const [own] = event.streams as [Membership];
  return {
    ...event,
    stream: own.id,
    version: own.version,
    memberships: event.streams.map((membership) => ({ ...membership, follows: true })),
    textHash: event.private === null ? null : sha256Hex(event.private),
    isErased: event.erasedAt !== null,
    erasedAtMicros: event.erasedAt === null ? null : Date.parse(event.erasedAt) * 1000,
    recordedAtMicros: parseMicros(event.recordedAt),
  };
}
