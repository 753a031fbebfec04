import { dirname, join } from 'node:path';

/** The bundle that runs: `dist/bench/<bench>/main.js`. */
export const BENCH_PROGRAM = process.argv[1] ?? '';

/** Another bundle of the benches. */
export const benchBundle = (name: string): string => join(dirname(dirname(BENCH_PROGRAM)), name, 'main.js');
