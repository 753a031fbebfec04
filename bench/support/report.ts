import type { Chart } from './chart.js';
import type { Measured } from './measure.js';

/** Rows of one table; a row has one cell for each column. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number | Measured)[][];
}

/** What a bench has to say. */
export interface Report {
  tables: Table[];
  charts: Chart[];
}

/** Hands the results to `npm run bench`, which prints and writes them; a bench run by itself prints JSON. */
export function report(tables: Table[], charts: Chart[] = []): void {
  const result: Report = { tables, charts };
  if (process.send) process.send(result);
  else process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}
