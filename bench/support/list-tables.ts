import type { ListCase } from './list-cases.js';
import type { Latency } from './list-turn.js';
import { measured, ratio } from './measure.js';
import type { Measured } from './measure.js';
import type { Table } from './report.js';
import type { Build } from './wish.js';

/** A build, and what its turns came to. */
export interface ListTurns {
  build: Build;
  /** By the name of the case. */
  lists: Map<string, Latency[]>;
  /** Rows per second. */
  csv: number[];
  /** Milliseconds. */
  summary: number[];
  /** Of the read models, MiB. */
  size: number;
}

/** Lists, and reports; with an earlier build, this one as a multiple of it. */
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
        ['summary of a year, ms', ...cells(turns.map(({ summary }) => summary))],
        ['read models with their indexes, MiB', ...cells(turns.map(({ size }) => [size]))],
      ],
    },
  ];
}

/** What each build came to, and the last as a multiple of the first. */
function cells(values: readonly number[][]): Measured[] {
  const [first, last] = values;
  return [...values.map(measured), ...(first && last ? [ratio(last, first)] : [])];
}
