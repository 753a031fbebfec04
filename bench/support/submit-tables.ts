import { measured, ratio } from './measure.js';
import type { Measured } from './measure.js';
import type { Table } from './report.js';
import { CONNECTIONS } from './submit-turn.js';
import type { SubmitTurn } from './submit-turn.js';
import { requesters } from './people.js';

/** A contender's column, and its turns. */
export interface ContenderTurns {
  column: string;
  turns: SubmitTurn[];
}

const SUBJECT = 'through everything';

/** All contenders side by side, and the product as a multiple of each other contender. */
export function submitTables(contenders: readonly ContenderTurns[]): Table[] {
  return [rates(contenders), cpu(contenders), writeAheadLog(contenders), otherPrograms(contenders)];
}

function rates(contenders: readonly ContenderTurns[]): Table {
  return table(
    `Submissions over ${CONNECTIONS} connections by ${requesters.length.toLocaleString('en')} people, durable before the answer`,
    '',
    contenders,
    [
      ['answers per second', ({ perSecond }) => perSecond],
      ['per second, until all have followed', ({ sustained }) => sustained],
      ['p50, ms', ({ p50 }) => p50],
      ['p99, ms', ({ p99 }) => p99],
    ],
  );
}

function cpu(contenders: readonly ContenderTurns[]): Table {
  const used = (name: string) => (turn: SubmitTurn) => turn.cpu[name] ?? 0;
  const names = new Set(contenders.flatMap(({ turns }) => turns.flatMap((turn) => Object.keys(turn.cpu))));
  const title = 'CPU of a submission with everything that follows it, in microseconds';
  return table(title, 'process', contenders, [
    ...[...names].map((name): Row => [name, used(name)]),
    ['all but the clients', ({ cpu: { clients: _, ...rest } }) => sumOf(Object.values(rest))],
  ]);
}

function writeAheadLog(contenders: readonly ContenderTurns[]): Table {
  const withDatabase = contenders.filter(({ turns }) => turns.some(({ wal }) => wal > 0));
  const title = 'Write-ahead log of a submission with everything that follows it, in bytes';
  return table(title, '', withDatabase, [['bytes', ({ wal }) => wal]]);
}

/** Distinguishes a slow contender from a busy machine. */
function otherPrograms(contenders: readonly ContenderTurns[]): Table {
  const share = ({ turns }: ContenderTurns) => measured(turns.map(({ others }) => 100 * others));
  return {
    title: 'Used by other programs at the same time, in % of the machine',
    columns: ['', ...contenders.map(({ column }) => column)],
    rows: [['CPU', ...contenders.map(share)]],
  };
}

type Row = [name: string, value: (turn: SubmitTurn) => number];

function table(title: string, first: string, contenders: readonly ContenderTurns[], rows: Row[]): Table {
  const subject = contenders.filter(({ column }) => column === SUBJECT);
  const others = contenders.filter(({ column }) => column !== SUBJECT);
  const ordered = [...subject, ...others];
  return {
    title,
    columns: [
      first,
      ...ordered.map(({ column }) => column),
      ...others.map(({ column }) => `${SUBJECT} ÷ ${column}`),
    ],
    rows: rows.map(([name, value]) => [
      name,
      ...ordered.map(({ turns }) => measured(turns.map(value))),
      ...subject.flatMap((ours) => others.map((theirs) => ratioOf(ours, theirs, value))),
    ]),
  };
}

/** A dash if the other contender has no value, such as a process that it lacks. */
function ratioOf(ours: ContenderTurns, theirs: ContenderTurns, value: Row[1]): Measured | string {
  const others = theirs.turns.map(value);
  return others.every((other) => other > 0) ? ratio(ours.turns.map(value), others) : '–';
}

const sumOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
