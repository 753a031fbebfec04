import type { DomainEvent, Membership, PersonalDataErased, PrivateTexts } from '@countersign/contracts';
import { canonicalJson, sha256Hex } from '@countersign/proof';
import { InvalidAppend } from './event-log.errors.js';
import type { Append, CommandIdentity, EventAppend, ExpectedVersion, PersonalData } from './event-log.js';
import { fingerprintOf } from './fingerprint.js';
import type { Fingerprint } from './fingerprint.js';
import { randomBase64url, uuidV7 } from './random.js';

/** An event ready to be stored: everything except position, time and hash, which the log adds. */
export interface PreparedEvent {
  id: string;
  /** Every stream that the event belongs to, its own stream first. */
  streams: Membership[];
  type: string;
  schemaVersion: number;
  /** Canonical JSON. */
  data: string;
  /** Text beside the hashed body. */
  private: string | null;
}

/** What all events of an append share: their actor, cause and trace. */
export interface Origin {
  /** Canonical JSON. */
  actor: string;
  causationId: string | null;
  correlationId: string;
  traceparent: string | null;
}

/** An append that was checked and serialised: from here on only the log's own rules can refuse it. */
export interface PreparedAppend {
  command: CommandIdentity;
  fingerprint: Fingerprint & { key: string };
  /** Canonical JSON of the `CommandResult`. */
  result: string;
  expected: ExpectedVersion[];
  origin: Origin;
  events: PreparedEvent[];
  /** What two appends in flight must not share: streams and command id. */
  keys: string[];
}

const ERASED: PersonalDataErased['type'] = 'personal_data.erased';
const STREAM = /^[A-Za-z0-9_-]{1,128}$/;
const TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
const COMMAND_ID = /^[0-9a-f]{64}$/;
/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Checks an append and writes the parts of its events as the canonical texts that bodies consist of.
 * @throws InvalidAppend if its shape is wrong
 * @throws NotJson, LoneSurrogate if a value in it cannot be stored
 */
export function prepareAppend(append: Append): PreparedAppend {
  if (append.events.some(({ event }) => event.type === ERASED))
    throw new InvalidAppend('an erasure can only be recorded by erase');
  return prepare(append);
}

/** Like `prepareAppend`, for the append that records an erasure. */
export function prepareErasure(append: Append): PreparedAppend {
  if (append.events.some(({ event }) => event.type !== ERASED))
    throw new InvalidAppend(`an erasure is recorded as ${ERASED}`);
  return prepare(append);
}

function prepare(append: Append): PreparedAppend {
  assertShape(append);
  const { command, result, expected, events } = append;
  const { actor, causationId, correlationId, traceparent } = append;
  const personal = personalTexts(append.personal);
  const versions = new Map(expected.map(({ stream, version }) => [stream, version]));
  return {
    command,
    fingerprint: fingerprintOf(command.payload),
    result: canonicalJson(result),
    expected,
    origin: { actor: canonicalJson(actor), causationId, correlationId, traceparent },
    events: events.map((one) => prepareEvent(one, nextVersions(one, versions), personal)),
    keys: [command.id, ...versions.keys()],
  };
}

function nextVersions({ streams }: EventAppend, versions: Map<string, number>): Membership[] {
  return streams.map((id) => {
    const version = (versions.get(id) as number) + 1;
    versions.set(id, version);
    return { id, version };
  });
}

function prepareEvent({ event }: EventAppend, streams: Membership[], personal: Personal): PreparedEvent {
  const { type, schemaVersion } = event;
  const data = canonicalJson(event.data);
  return { id: uuidV7(), streams, type, schemaVersion, data, private: privateText(event, personal) };
}

/**
 * The text that is hashed, with its members in the order of RFC 8785. The database builds the same text (bodyOfParts in
 * event-body.sql.ts); one test suite covers both.
 */
export function bodyOf(
  { actor, causationId, correlationId, traceparent }: Origin,
  event: PreparedEvent,
): string {
  const { data, id, schemaVersion, streams, type } = event;
  const privateHash = event.private === null ? 'null' : `"${sha256Hex(event.private)}"`;
  return (
    `{"actor":${actor},"causationId":${canonicalJson(causationId)},"correlationId":${canonicalJson(correlationId)}` +
    `,"data":${data},"id":"${id}","privateHash":${privateHash},"schemaVersion":${schemaVersion}` +
    `,"streams":${canonicalJson(streams)},"traceparent":${canonicalJson(traceparent)},"type":"${type}"}`
  );
}

type Personal = Omit<PrivateTexts, 'salt'>;

/** Null if the event has neither personal data nor free text. */
function privateText({ texts = {} }: DomainEvent, personal: Personal): string | null {
  const { justification, comment, reason } = texts;
  const given = {
    ...personal,
    justification: justification ?? undefined,
    comment: comment ?? undefined,
    reason: reason ?? undefined,
  };
  const isEmpty = Object.values(given).every((text) => text === undefined);
  return isEmpty ? null : canonicalJson({ ...given, salt: randomBase64url(16) });
}

function assertShape({ command, events, expected, traceparent }: Append): void {
  if (!COMMAND_ID.test(command.id)) throw new InvalidAppend('a command id must be hex SHA-256');
  if (!events.length) throw new InvalidAppend('an append needs at least one event');
  if (traceparent !== null && !TRACEPARENT.test(traceparent))
    throw new InvalidAppend(`not a traceparent: ${JSON.stringify(traceparent)}`);
  const named = new Set<string>();
  for (const { stream, version } of expected) {
    if (!STREAM.test(stream)) throw new InvalidAppend(`not a stream id: ${JSON.stringify(stream)}`);
    if (!isCount(version)) throw new InvalidAppend(`${stream}: expected version must be a whole number ≥ 0`);
    if (named.has(stream)) throw new InvalidAppend(`${stream}: two expected versions in one append`);
    named.add(stream);
  }
  const written = new Set<string>();
  for (const { event, streams } of events) {
    assertEvent(event);
    if (!streams.length) throw new InvalidAppend(`${event.type}: an event belongs to at least one stream`);
    if (new Set(streams).size < streams.length) throw new InvalidAppend(`${event.type}: a stream twice`);
    for (const stream of streams) {
      if (!named.has(stream)) throw new InvalidAppend(`${stream}: no expected version`);
      written.add(stream);
    }
  }
  const idle = [...named].find((stream) => !written.has(stream));
  if (idle !== undefined) throw new InvalidAppend(`${idle}: has an expected version, but no event`);
}

function assertEvent({ type, schemaVersion, data }: DomainEvent): void {
  if (!TYPE.test(type)) throw new InvalidAppend(`not an event type: ${JSON.stringify(type)}`);
  if (!isCount(schemaVersion) || schemaVersion < 1)
    throw new InvalidAppend(`${type}: schemaVersion must be a whole number ≥ 1`);
  if (!isObject(data)) throw new InvalidAppend(`${type}: data must be an object`);
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 2 ** 31 - 1;

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Personal data as members of a private text; unknown values are left out. */
export function personalTexts(personal: PersonalData | null): Omit<PrivateTexts, 'salt'> {
  if (!personal) return {};
  const { name, email, address, userAgent } = personal;
  return {
    name,
    email: email ?? undefined,
    address: address ?? undefined,
    userAgent: userAgent ?? undefined,
  };
}
