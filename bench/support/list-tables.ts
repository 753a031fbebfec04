import type { ListCase } from './list-cases.js';
import type { Latency } from './list-turn.js';
import { measured, ratio } from './measure.js';
import type { Measured } from './measure.js';
import type { Table } from './report.js';
import type { Build } from './wish.js';

/** A build, and the measurements of its turns. */
export interface ListTurns {
  build: Build;
  /** By the name of the case. */
  lists: Map<string, Latency[]>;
  /** Rows per second. */
  csv: number[];
  /** Milliseconds; infinite if the service gave up. */
  month: number[];
  year: number[];
  /** Of the read models, MiB. */
  size: number;
}

/** Tables of lists and of reports; with an earlier build, also the ratio of the two builds. */
export function listTables(
  turns: readonly ListTurns[],
  cases: readonly ListCase[],
  { requests, csvRows }: { requests: number; csvRows: number },
): Table[] {
  const names = turns.map(({ build }) => build.name);
  const compared = turns.length > 1 ? ['new ÷ old'] : [];
  const columns = (unit: string) => [...names.map((name) => `${name}, ${unit}`), ...compared];
  const many = requests.toLocaleString('en');
  const latencies = (name: string, key: keyof Latency) =>
    cells(turns.map(({ lists }) => (lists.get(name) ?? []).map((latency) => latency[key])));
  return [
    {
      title: `A page of a list among ${many} requests, over HTTP, one call after the other`,
      columns: ['list', ...columns('p50 ms'), ...columns('p95 ms')],
      rows: cases.map(({ name }) => [name, ...latencies(name, 'p50'), ...latencies(name, 'p95')]),
    },
    {
      title: `Reports among ${many} requests`,
      columns: ['', ...names, ...compared],
      rows: [
        [
          `check-out report of ${csvRows.toLocaleString('en')} requests as CSV, rows per second`,
          ...cells(turns.map(({ csv }) => csv)),
        ],
        ['summary of 30 days, ms', ...cells(turns.map(({ month }) => month))],
        ['summary of a year, ms', ...cells(turns.map(({ year }) => year))],
        ['read models with their indexes, MiB', ...cells(turns.map(({ size }) => [size]))],
      ],
    },
  ];
}

/** The measurements of each build, and the last as a multiple of the first. */
function cells(values: readonly number[][]): (Measured | string)[] {
  const [first, last] = values;
  return [...values.map(cell), ...(first && last ? [ratioCell(last, first)] : [])];
}

const isFinished = (values: readonly number[]): boolean => values.every(Number.isFinite);
const cell = (values: readonly number[]): Measured | string =>
  isFinished(values) ? measured(values) : 'gave up';
const ratioCell = (last: readonly number[], first: readonly number[]): Measured | string =>
  isFinished([...last, ...first]) ? ratio(last, first) : '–';
