import type { LogName } from '@countersign/contracts';
import { formatMicros } from '@countersign/proof';
import type { CommandResult } from '../event-log.js';
import type { AppendOutcome, KnownCommand } from '../group-commit/append-outcome.js';
import type { PreparedAppend } from '../prepared-append.js';
import { hexArray, intArray, textArray, uuidArray } from './binary-array.js';

/** Calls the append function; prepared once per connection. */
export const appendStatement = (log: LogName) => `
  SELECT first_position, recorded_at_micros, refused
  FROM ${log}.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;

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
export function appendParameters(batch: readonly PreparedAppend[]): Buffer[] {
  const targets = batch.flatMap(({ streams }, i) => streams.map((target) => ({ append: i + 1, ...target })));
  const events = batch.flatMap((append) => append.events);
  return [
    hexArray(
      batch.map(({ commandId }) => commandId),
      32,
    ),
    hexArray(
      batch.map(({ fingerprint }) => fingerprint),
      32,
    ),
    textArray(batch.map(({ result }) => result)),
    intArray(targets.map(({ append }) => append)),
    textArray(targets.map(({ stream }) => stream)),
    intArray(targets.map(({ expectedVersion }) => expectedVersion)),
    intArray(batch.flatMap((append, i) => append.events.map(() => i + 1))),
    uuidArray(events.map(({ id }) => id)),
    textArray(events.map(({ stream }) => stream)),
    intArray(events.map(({ version }) => version)),
    textArray(events.map(({ type }) => type)),
    intArray(events.map(({ schemaVersion }) => schemaVersion)),
    textArray(events.map(({ body }) => body)),
  ];
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
