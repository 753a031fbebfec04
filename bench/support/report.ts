import { availableParallelism, cpus } from 'node:os';
import type { Measured } from './measure.js';

/** Rows of one table; a row has one cell for each column. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number | Measured)[][];
}

/** Prints tables as Markdown, or with `--json` as one JSON document with every number. */
export function report(tables: Table[]): void {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  if (process.argv.includes('--json')) console.log(JSON.stringify({ machine, tables }, null, 2));
  else {
    console.log(`${machine.cores} cores (${machine.cpu}), Node ${machine.node}, ${machine.platform}`);
    for (const table of tables) console.log(markdown(table));
  }
}

function markdown({ title, columns, rows }: Table): string {
  const lines = [columns, columns.map(() => '---'), ...rows.map((row) => row.map(cellText))];
  return [`\n${title}\n`, ...lines.map((line) => `| ${line.join(' | ')} |`)].join('\n');
}

function cellText(cell: string | number | Measured): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return cell.toLocaleString('en');
  return `${short(cell.median)} (${short(cell.min)}–${short(cell.max)})`;
}

const short = (value: number): string =>
  value.toLocaleString('en', value < 100 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });
