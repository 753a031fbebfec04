import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { machineText, thisMachine } from './machine.js';
import { tableMarkdown } from './markdown.js';
import { writeDocument } from './document.js';
import type { Report } from './report.js';
import type { BenchWish } from './wish.js';

/** A bench and its bundle. */
export interface BenchProgram {
  name: string;
  program: string;
}

/** Outputs of the results, besides tables on the terminal. */
export interface RunOptions {
  /** The repository. */
  root: string;
  /** One JSON document with every number instead of the tables. */
  json: boolean;
  /** Tables and pictures into docs/performance.md. */
  write: boolean;
  /** Major version of a requested Node.js other than the default; its tables have separate sections. */
  node?: string;
  /** Passed on to each bench. */
  wish: BenchWish;
}

/**
 * Runs benches one after the other, each in a process of its own.
 * @returns whether all of them succeeded
 */
export async function runBenches(benches: readonly BenchProgram[], options: RunOptions): Promise<boolean> {
  const { root, json, write, node, wish } = options;
  const run = { date: new Date().toISOString(), loadAverage: loadavg()[0] ?? 0, machine: thisMachine() };
  if (!json) print(`${machineText(run.machine)} Load average before: ${run.loadAverage.toFixed(2)}.`);
  const reports: Record<string, Report> = {};
  for (const { name, program } of benches) {
    const result = await runBench(program, root, wish);
    if (!result) continue;
    reports[name] = result;
    if (!json) result.tables.forEach((table) => print(`\n${tableMarkdown(table)}`));
    if (write) await writeDocument(root, run, node ? { bench: name, node } : { bench: name }, result);
  }
  if (json) print(JSON.stringify({ ...run, benches: tablesOf(reports) }, null, 2));
  const failed = benches.filter(({ name }) => !reports[name]);
  if (failed.length) process.stderr.write(`failed: ${failed.map(({ name }) => name).join(', ')}\n`);
  return !failed.length;
}

const print = (text: string): boolean => process.stdout.write(`${text}\n`);

/** The report of a bench; undefined if it failed. Its output goes to standard error: standard output is for the results. */
async function runBench(program: string, root: string, wish: BenchWish): Promise<Report | undefined> {
  const args = ['--enable-source-maps', '--max-old-space-size=4096', program, JSON.stringify(wish)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2, 'ipc'] });
  let report: Report | undefined;
  child.on('message', (message) => (report = message as Report));
  const [status] = (await once(child, 'close')) as [number | null];
  return status === 0 ? report : undefined;
}

function tablesOf(reports: Record<string, Report>): Record<string, Report['tables']> {
  return Object.fromEntries(Object.entries(reports).map(([name, { tables }]) => [name, tables]));
}
