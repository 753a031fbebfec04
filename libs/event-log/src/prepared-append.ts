import type { DomainEvent } from '@countersign/contracts';
import { canonicalJson } from '@countersign/proof';
import { InvalidAppend } from './event-log.errors.js';
import type { Append, StreamAppend } from './event-log.js';
import { uuidV7 } from './uuid-v7.js';

/** An event ready to be stored: everything but position, time and hash, which the log adds. */
export interface PreparedEvent {
  id: string;
  stream: string;
  version: number;
  type: string;
  schemaVersion: number;
  body: string;
}

/** An append checked and written out: from here on nothing in it can fail but the log's own rules. */
export interface PreparedAppend {
  commandId: string;
  fingerprint: string;
  /** Canonical JSON of the `CommandResult`. */
  result: string;
  streams: { stream: string; expectedVersion: number }[];
  events: PreparedEvent[];
  /** What no two appends at work at the same time may share: its streams and its command id. */
  keys: string[];
}

const STREAM = /^[A-Za-z0-9_-]{1,128}$/;
const TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
const HASH = /^[0-9a-f]{64}$/;

/**
 * Checks an append and writes its events as the canonical text that will be hashed.
 * @throws InvalidAppend when its shape is wrong
 * @throws NotJson, LoneSurrogate when a value in it cannot be stored
 */
export function prepareAppend(append: Append): PreparedAppend {
  assertShape(append);
  const { command, result, streams } = append;
  const envelope = writeEnvelope(append);
  return {
    commandId: command.id,
    fingerprint: command.fingerprint,
    result: canonicalJson(result),
    streams: streams.map(({ stream, expectedVersion }) => ({ stream, expectedVersion })),
    events: streams.flatMap((target) =>
      target.events.map((event, i) => prepareEvent(event, target, i, envelope)),
    ),
    keys: [command.id, ...streams.map(({ stream }) => stream)],
  };
}

/** The members that all events of an append share, written once. */
interface Envelope {
  head: string;
  traceparent: string;
}

function writeEnvelope({ actor, causationId, correlationId, traceparent }: Append): Envelope {
  const head = canonicalJson({ actor, causationId, correlationId });
  return { head: head.slice(0, -1), traceparent: canonicalJson(traceparent) };
}

/** Members in the order RFC 8785 wants: actor, causationId, correlationId, data, id, schemaVersion, stream … */
function prepareEvent(
  event: DomainEvent,
  target: StreamAppend,
  index: number,
  envelope: Envelope,
): PreparedEvent {
  const { type, schemaVersion } = event;
  const { stream } = target;
  const id = uuidV7();
  const version = target.expectedVersion + index + 1;
  const body =
    `${envelope.head},"data":${canonicalJson(event.data)},"id":"${id}","schemaVersion":${schemaVersion},` +
    `"stream":"${stream}","traceparent":${envelope.traceparent},"type":"${type}","version":${version}}`;
  return { id, stream, version, type, schemaVersion, body };
}

function assertShape({ command, streams }: Append): void {
  if (!HASH.test(command.id) || !HASH.test(command.fingerprint))
    throw new InvalidAppend('command id and fingerprint must be hex SHA-256');
  if (!streams.length) throw new InvalidAppend('an append needs at least one stream');
  if (streams.length > 1 && new Set(streams.map(({ stream }) => stream)).size < streams.length)
    throw new InvalidAppend('a stream stands twice in one append');
  streams.forEach(assertStream);
}

function assertStream({ stream, expectedVersion, events }: StreamAppend): void {
  if (!STREAM.test(stream)) throw new InvalidAppend(`not a stream id: ${JSON.stringify(stream)}`);
  if (!isCount(expectedVersion))
    throw new InvalidAppend(`${stream}: expected version must be a whole number ≥ 0`);
  if (!events.length) throw new InvalidAppend(`${stream}: an append without events`);
  for (const { type, schemaVersion, data } of events) {
    if (!TYPE.test(type)) throw new InvalidAppend(`not an event type: ${JSON.stringify(type)}`);
    if (!isCount(schemaVersion) || schemaVersion < 1)
      throw new InvalidAppend(`${type}: schemaVersion must be a whole number ≥ 1`);
    if (!isObject(data)) throw new InvalidAppend(`${type}: data must be an object`);
  }
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 2 ** 31 - 1;

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
