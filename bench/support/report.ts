import type { Chart } from './chart.js';
import type { Measured } from './measure.js';

/** A table; each row has a cell for each column. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number | Measured)[][];
}

/** The results of a bench. */
export interface Report {
  tables: Table[];
  charts: Chart[];
}

/** Sends the results to `npm run bench`, which prints and writes them; a bench that runs alone prints JSON. */
export function report(tables: Table[], charts: Chart[] = []): void {
  const result: Report = { tables, charts };
  if (process.send) process.send(result);
  else process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}
