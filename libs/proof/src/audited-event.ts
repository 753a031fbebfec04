import { cloudEvent, logNames } from '@countersign/contracts';
import type { CloudEvent, LogName, Membership } from '@countersign/contracts';
import { canonicalJson } from './canonical-json.js';
import { parseMicros, sha256Hex } from './chain.js';
import { erasedRanges } from './erased-ranges.js';
import type { PositionRange } from './position-ranges.js';

/** The given value is not an event of a log. */
export class NotAnEvent extends Error {
  constructor(why: string) {
    super(`not an event of a log: ${why}`);
    this.name = new.target.name;
  }
}

/** The parts of an event that the chain covers. */
export interface AuditedEvent {
  /** The installation that the event's source names. */
  installation: string;
  log: LogName;
  id: string;
  /** Every stream that the event belongs to, with its version there. */
  streams: readonly Membership[];
  position: number;
  recordedAtMicros: number;
  /** The hashed text, unless somebody changed the event. */
  body: string;
  /** The body has the hash of a missing text: an erasure must cover the position. */
  missesPrivate: boolean;
  /** The positions whose texts were erased according to this event; empty if it is not an erasure. */
  erased: readonly PositionRange[];
  hash: string;
  previousHash: string;
  /** The member beside `data` that contradicts `data`, or that the hash does not cover; null if there is none. */
  contradicts: string | null;
}

/**
 * Reads an event in the form of the feed and the mirrors: a parsed CloudEvent. The body is the canonical text of
 * everything in `data`, including unknown members, so that additions do not go unnoticed.
 * @throws NotAnEvent
 */
export function readEvent(value: unknown): AuditedEvent {
  const { data: event, error } = cloudEvent.safeParse(value);
  if (!event) throw new NotAnEvent(error.issues.map(({ path }) => path.join('.') || 'value').join(', '));
  const [, installation, name] = SOURCE.exec(event.source) ?? [];
  const log = logNames.find((known) => known === name);
  if (!log || !installation) throw new NotAnEvent(`source: ${event.source}`);
  const { hash, previoushash: previousHash } = event;
  const body = bodyText((value as { data: unknown }).data);
  const { position, recordedAtMicros } = placeOf(event);
  return {
    installation,
    log,
    id: event.data.id,
    streams: event.data.streams,
    position,
    recordedAtMicros,
    body,
    missesPrivate: event.private === undefined && event.data.privateHash !== null,
    erased: erasedRanges(event.data, position),
    hash,
    previousHash,
    contradicts: contradiction(event) ?? uncovered(value as object),
  };
}

function placeOf({ sequence, time }: CloudEvent): Pick<AuditedEvent, 'position' | 'recordedAtMicros'> {
  const position = Number(sequence);
  if (String(position) !== sequence || !Number.isSafeInteger(position) || position < 0)
    throw new NotAnEvent(`sequence: ${sequence}`);
  try {
    return { position, recordedAtMicros: parseMicros(time) };
  } catch {
    throw new NotAnEvent(`time: ${time}`);
  }
}

function bodyText(data: unknown): string {
  try {
    return canonicalJson(data);
  } catch (error) {
    throw new NotAnEvent(`data: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `countersign/<INSTALLATION>/<log>`. */
const SOURCE = /^countersign\/([A-Za-z0-9][A-Za-z0-9._-]*)\/([a-z]+)$/;

/** A member that an event of a log does not have: nothing says who wrote it. */
const uncovered = (value: object): string | null =>
  Object.keys(value).find((member) => !(member in cloudEvent.shape)) ?? null;

/** Readers of the event also read these members, but only `data` was hashed. */
function contradiction({ data, ...event }: CloudEvent): string | null {
  const hashed = {
    id: data.id,
    type: data.type,
    subject: data.streams[0]?.id,
    dataschema: `urn:countersign:event:${data.type}:${data.schemaVersion}`,
    traceparent: data.traceparent ?? undefined,
  };
  const members = Object.keys(hashed) as (keyof typeof hashed)[];
  const differing = members.find((member) => event[member] !== hashed[member]);
  if (differing) return differing;
  // A missing text may have been erased; a text that is there must have the recorded hash.
  const text = event.private;
  return text !== undefined && sha256Hex(text) !== data.privateHash ? 'private' : null;
}
