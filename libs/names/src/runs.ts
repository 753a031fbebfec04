/** Runs of code points in ascending order, each from `starts[i]` up to, but not including, `ends[i]`. */
export interface Runs {
  starts: number[];
  ends: number[];
  /** What the table says of each run; empty texts in a table without values. */
  values: string[];
}

/** Reads a table that `tools/unicode-tables.mjs` wrote: `<distance>,<length>[,<value>]` for each run, in base 36. */
export function readRuns(table: string): Runs {
  const runs: Runs = { starts: [], ends: [], values: [] };
  let end = 0;
  for (const written of table.split(' ')) {
    const [distance = '', length = '', value = ''] = written.split(',');
    const start = end + parseInt(distance, 36);
    end = start + parseInt(length, 36);
    runs.starts.push(start);
    runs.ends.push(end);
    runs.values.push(value);
  }
  return runs;
}

/** The index of the run that a code point is in, or -1. By bisection. */
export function runOf({ starts, ends }: Runs, point: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (point < (starts[middle] ?? 0)) high = middle - 1;
    else if (point >= (ends[middle] ?? 0)) low = middle + 1;
    else return middle;
  }
  return -1;
}
