import { randomBytes } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import { LocalStackError, repositoryRoot } from '@countersign/servers';
import { runBugs } from './bugs/run-bugs.js';
import { chaos } from './chaos.js';
import type { ChaosOptions } from './chaos.js';
import { faultKinds } from './faults/schedule.js';
import { reportOf, summaryOf } from './report.js';
import { shortRun } from './short-run.js';

interface Options {
  seed: string;
  lifecycles: number;
  faults: number;
  natsNodes: '1' | '3';
  workers: number;
  minutes?: number;
  kinds?: string[];
  short: boolean;
  bugs?: string[] | true;
  json: boolean;
  keep: boolean;
}

/** From one fault to the next: most last for some seconds, and two may happen at once. */
const PACE_MS = 6_500;

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It is a whole number above 0.');
  return Number(text);
}

function knownKinds(text: string): string[] {
  const kinds = text.split(',').map((one) => one.trim());
  const unknown = kinds.filter((one) => !(one in faultKinds));
  if (unknown.length === 0) return kinds;
  throw new InvalidArgumentError(
    `Not known: ${unknown.join(', ')}. Known: ${Object.keys(faultKinds).join(', ')}.`,
  );
}

const program = new Command('npm run chaos --')
  .description('Runs the product under load, lets much go wrong, and checks that its guarantees hold.')
  .option('--seed <text>', 'decides what people do and which faults happen', newSeed())
  .option('--lifecycles <n>', 'the least number of lifecycles', wholeNumber, 2000)
  .option('--faults <n>', 'the number of faults', wholeNumber, 40)
  .option('--minutes <n>', 'a long run: faults for this number of minutes, at the usual pace', wholeNumber)
  .addOption(new Option('--nats-nodes <n>', 'nodes of NATS').choices(['1', '3']).default('1'))
  .option('--workers <n>', 'lifecycles at the same time', wholeNumber, 32)
  .option('--kinds <kinds>', 'only these kinds of faults, comma-separated', knownKinds)
  .option('--short', 'what npm test runs: less than 90 s', false)
  .option('--bugs [names...]', 'builds the product with each seeded bug in turn, which the checks must catch')
  .option('--json', 'prints the numbers as JSON', false)
  .option('--keep', 'keeps what the processes have written when something was found', false);

/** The time, to be found again, and something of chance. */
function newSeed(): string {
  return `${new Date().toISOString().slice(0, 19)}-${randomBytes(2).toString('hex')}`;
}

function chaosOptions({ seed, natsNodes, kinds, keep, minutes, short, ...counts }: Options): ChaosOptions {
  const common = { seed, kinds, keep, natsNodes: natsNodes === '3' ? 3 : 1 } as const;
  if (short) return { ...shortRun, ...common };
  const { lifecycles, workers } = counts;
  const faults = minutes === undefined ? counts.faults : Math.ceil((minutes * 60_000) / PACE_MS);
  return { ...common, lifecycles, workers, faults, overMs: faults * PACE_MS };
}

const write = (line: string): void => void process.stdout.write(`${line}\n`);

const end = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end.abort());

/** Tests the test. @returns whether every bug was caught */
function tryBugs(seed: string, bugs: string[] | true): Promise<boolean> {
  write(`Seed ${seed}`);
  return runBugs({ root: repositoryRoot() ?? '.', names: bugs === true ? [] : bugs, seed, say: write });
}

/** @returns whether nothing was found */
async function tryProduct(options: Options): Promise<boolean> {
  const say = options.json ? undefined : write;
  say?.(`Seed ${options.seed}`);
  const result = await chaos({ ...chaosOptions(options), signal: end.signal, say });
  const summary = summaryOf(result);
  const given = process.argv.slice(2).filter((arg) => !/^--seed/.test(arg) && arg !== options.seed);
  const repeat = ['npm run chaos -- --seed', options.seed, ...given].join(' ');
  write(options.json ? JSON.stringify(summary, null, 2) : reportOf(summary, repeat));
  return summary.findings.length === 0;
}

const options = program.parse().opts<Options>();
try {
  const good = await (options.bugs ? tryBugs(options.seed, options.bugs) : tryProduct(options));
  process.exitCode = good ? 0 : 1;
} catch (error) {
  if (!(error instanceof LocalStackError)) throw error;
  process.stderr.write(`${error.message}\n${error.log}\n`);
  process.exitCode = 1;
}
