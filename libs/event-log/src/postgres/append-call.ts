import type { LogName } from '@countersign/contracts';
import { formatMicros } from '@countersign/proof';
import type { CommandResult } from '../event-log.js';
import type { AppendOutcome, KnownCommand } from '../group-commit/append-outcome.js';
import type { PreparedAppend, PreparedEvent } from '../prepared-append.js';
import { hexArray, intArray, nullableTextArray, textArray, uuidArray } from './binary-array.js';

/** A statement that calls a function of the log, prepared once per connection. */
export interface AppendCall {
  name: string;
  text: string;
  values: (Buffer | string | number | null)[];
}

/** The call that stores a batch; a batch of a single event uses the function for a single event. */
export function appendCall(log: LogName, batch: readonly PreparedAppend[]): AppendCall {
  const [first, second] = batch;
  const [event, more] = first?.events ?? [];
  if (first && event && !second && !more) {
    return {
      name: 'append-one',
      text: appendOneStatement(log),
      values: oneParameters(first, event),
    };
  }
  return { name: 'append', text: appendStatement(log), values: appendParameters(batch) };
}

/** The call that records an erasure and empties the texts that it names; for the log's owner. Not prepared, because it is rare. */
export function eraseCall(log: LogName, append: PreparedAppend): Omit<AppendCall, 'name'> {
  const [event, more] = append.events;
  if (!event || more) throw new Error('an erasure is one event');
  return { text: eraseStatement(log), values: oneParameters(append, event) };
}

const placeholders = (count: number) => Array.from({ length: count }, (_, i) => `$${i + 1}`).join(', ');

const appendStatement = (log: LogName) => `
  SELECT first_position, recorded_at_micros, refused FROM ${log}.append(${placeholders(17)})`;

const appendOneStatement = (log: LogName) => `
  SELECT first_position, recorded_at_micros, refused FROM ${log}.append_one(${placeholders(15)})`;

const eraseStatement = (log: LogName) => `
  SELECT first_position, recorded_at_micros, refused, emptied FROM ${log}.erase(${placeholders(15)})`;

function oneParameters({ command, fingerprint, result, origin }: PreparedAppend, event: PreparedEvent) {
  const { id, type, schemaVersion, streams, data } = event;
  return [
    Buffer.from(command.id, 'hex'),
    Buffer.from(fingerprint.key, 'hex'),
    Buffer.from(fingerprint.hash, 'hex'),
    result,
    origin.actor,
    origin.causationId,
    origin.correlationId,
    origin.traceparent,
    id,
    type,
    schemaVersion,
    data,
    event.private,
    textArray(streams.map((stream) => stream.id)),
    intArray(streams.map(({ version }) => version)),
  ];
}

/** The function's one row, as pg gives it: bigints as text. */
export interface AppendRow {
  first_position: string;
  recorded_at_micros: string;
  refused: RefusedAppend[] | null;
}

/** Why an append was left out: its command is known, or a stream has another version. */
type RefusedAppend = { append: number } & (
  | { key: string | null; fingerprint: string; result: string; first: number; last: number; recorded: number }
  | { stream: string; expected: number; actual: number }
);

/** The arguments of the append function, as binary arrays. */
function appendParameters(batch: readonly PreparedAppend[]): Buffer[] {
  const events = batch.flatMap((append) => append.events);
  const eventAppend = batch.flatMap((append, i) => append.events.map(() => i + 1));
  const members = events.flatMap(({ streams }, i) => streams.map((stream) => ({ ...stream, event: i + 1 })));
  return [
    hexArray(
      batch.map(({ command }) => command.id),
      32,
    ),
    hexArray(
      batch.map(({ fingerprint }) => fingerprint.key),
      16,
    ),
    hexArray(
      batch.map(({ fingerprint }) => fingerprint.hash),
      32,
    ),
    textArray(batch.map(({ result }) => result)),
    textArray(batch.map(({ origin }) => origin.actor)),
    nullableTextArray(batch.map(({ origin }) => origin.causationId)),
    textArray(batch.map(({ origin }) => origin.correlationId)),
    nullableTextArray(batch.map(({ origin }) => origin.traceparent)),
    intArray(eventAppend),
    uuidArray(events.map(({ id }) => id)),
    textArray(events.map(({ type }) => type)),
    intArray(events.map(({ schemaVersion }) => schemaVersion)),
    textArray(events.map(({ data }) => data)),
    nullableTextArray(events.map((event) => event.private)),
    intArray(members.map(({ event }) => event)),
    textArray(members.map(({ id }) => id)),
    intArray(members.map(({ version }) => version)),
  ];
}

/** One outcome per append: the appends that were not refused got the positions in order. */
export function appendOutcomes(batch: readonly PreparedAppend[], row: AppendRow): AppendOutcome[] {
  const refused = new Map<number, AppendOutcome>();
  for (const one of row.refused ?? []) {
    // A repeat is known by its command id even though its streams have moved on since.
    if ('fingerprint' in one || !refused.has(one.append)) refused.set(one.append, refusedOutcome(one));
  }
  const recordedAt = formatMicros(Number(row.recorded_at_micros));
  let next = Number(row.first_position);
  return batch.map(({ events }, i) => {
    const no = refused.get(i + 1);
    if (no) return no;
    const firstPosition = next;
    next += events.length;
    return { kind: 'appended', firstPosition, lastPosition: next - 1, recordedAt };
  });
}

function refusedOutcome(one: RefusedAppend): AppendOutcome {
  if (!('fingerprint' in one)) {
    return { kind: 'wrong-version', stream: one.stream, expected: one.expected, actual: one.actual };
  }
  return {
    kind: 'known',
    fingerprint: { key: one.key, hash: one.fingerprint },
    result: JSON.parse(one.result) as CommandResult,
    firstPosition: one.first,
    lastPosition: one.last,
    recordedAt: formatMicros(one.recorded),
  };
}

export const findCommandsStatement = (log: LogName) => `
  SELECT encode(c.id, 'hex') AS id, encode(c.fingerprint_key, 'hex') AS key,
         encode(c.fingerprint, 'hex') AS fingerprint, c.result,
         c.first_position AS first, c.last_position AS last,
         (extract(epoch FROM c.recorded_at) * 1000000)::bigint AS recorded
  FROM ${log}.command AS c
  WHERE c.id = ANY ($1)`;

/** A row of `findCommandsStatement`. */
export interface CommandRow {
  id: string;
  key: string | null;
  fingerprint: string;
  result: string;
  first: string;
  last: string;
  recorded: string;
}

/** The command as the log stores it. */
export function knownCommand({ key, fingerprint, result, first, last, recorded }: CommandRow): KnownCommand {
  return {
    fingerprint: { key, hash: fingerprint },
    result: JSON.parse(result) as CommandResult,
    firstPosition: Number(first),
    lastPosition: Number(last),
    recordedAt: formatMicros(Number(recorded)),
  };
}
