import type { LogName } from '@countersign/contracts';
import { formatMicros } from '@countersign/proof';
import type { CommandResult } from '../event-log.js';
import type { AppendOutcome, KnownCommand } from '../group-commit/append-outcome.js';
import type { PreparedAppend } from '../prepared-append.js';
import { hexArray, intArray, textArray, uuidArray } from './binary-array.js';
import type { PreparedEvent } from '../prepared-append.js';

/** A call of the log, prepared once per connection. */
export interface AppendCall {
  name: string;
  text: string;
  values: (Buffer | string | number)[];
}

/** The call that stores a batch: by the function for a single event where that is all there is. */
export function appendCall(log: LogName, batch: readonly PreparedAppend[]): AppendCall {
  const [first, second] = batch;
  const [event, more] = first?.events ?? [];
  if (first && event && !second && !more) {
    return { name: 'append-one', text: appendOneStatement(log), values: oneParameters(first, event) };
  }
  return { name: 'append', text: appendStatement(log), values: appendParameters(batch) };
}

const appendStatement = (log: LogName) => `
  SELECT first_position, recorded_at_micros, refused
  FROM ${log}.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;

const appendOneStatement = (log: LogName) => `
  SELECT first_position, recorded_at_micros, refused
  FROM ${log}.append_one($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

function oneParameters({ commandId, fingerprint, result }: PreparedAppend, event: PreparedEvent) {
  const { stream, version, id, type, schemaVersion, body } = event;
  const hashes = [Buffer.from(commandId, 'hex'), Buffer.from(fingerprint, 'hex')];
  return [...hashes, result, stream, version - 1, id, type, schemaVersion, body];
}

/** The function's one row, as pg gives it: bigints as text. */
export interface AppendRow {
  first_position: string;
  recorded_at_micros: string;
  refused: RefusedAppend[] | null;
}

/** Why an append was left out: its command is known, or a stream has another version. */
type RefusedAppend = { append: number } & (
  | { fingerprint: string; result: string; first: number; last: number; recorded: number }
  | { stream: string; expected: number; actual: number }
);

/** The thirteen arrays of the append function, in binary. */
function appendParameters(batch: readonly PreparedAppend[]): Buffer[] {
  const targets = { append: [] as number[], stream: [] as string[], version: [] as number[] };
  const events: PreparedEvent[] = [];
  const eventAppend: number[] = [];
  for (const [i, append] of batch.entries()) {
    for (const { stream, expectedVersion } of append.streams) {
      targets.append.push(i + 1);
      targets.stream.push(stream);
      targets.version.push(expectedVersion);
    }
    for (const event of append.events) {
      eventAppend.push(i + 1);
      events.push(event);
    }
  }
  return [
    ...commandParameters(batch),
    intArray(targets.append),
    textArray(targets.stream),
    intArray(targets.version),
    intArray(eventAppend),
    uuidArray(events.map(({ id }) => id)),
    textArray(events.map(({ stream }) => stream)),
    intArray(events.map(({ version }) => version)),
    textArray(events.map(({ type }) => type)),
    intArray(events.map(({ schemaVersion }) => schemaVersion)),
    textArray(events.map(({ body }) => body)),
  ];
}

function commandParameters(batch: readonly PreparedAppend[]): Buffer[] {
  const ids = batch.map(({ commandId }) => commandId);
  const fingerprints = batch.map(({ fingerprint }) => fingerprint);
  return [hexArray(ids, 32), hexArray(fingerprints, 32), textArray(batch.map(({ result }) => result))];
}

/** One outcome per append: what was not refused got the positions in order. */
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
    fingerprint: one.fingerprint,
    result: JSON.parse(one.result) as CommandResult,
    firstPosition: one.first,
    lastPosition: one.last,
    recordedAt: formatMicros(one.recorded),
  };
}

/** Looks commands up by id. */
export const findCommandsStatement = (log: LogName) => `
  SELECT encode(c.id, 'hex') AS id, encode(c.fingerprint, 'hex') AS fingerprint, c.result,
         c.first_position AS first, c.last_position AS last,
         (extract(epoch FROM c.recorded_at) * 1000000)::bigint AS recorded
  FROM ${log}.command AS c
  WHERE c.id = ANY ($1)`;

/** A row of `findCommandsStatement`. */
export interface CommandRow {
  id: string;
  fingerprint: string;
  result: string;
  first: string;
  last: string;
  recorded: string;
}

/** The command as the log knows it. */
export function knownCommand({ fingerprint, result, first, last, recorded }: CommandRow): KnownCommand {
  return {
    fingerprint,
    result: JSON.parse(result) as CommandResult,
    firstPosition: Number(first),
    lastPosition: Number(last),
    recordedAt: formatMicros(Number(recorded)),
  };
}
