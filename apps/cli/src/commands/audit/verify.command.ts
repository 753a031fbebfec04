import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { LogsVerifier, NotAnEvent, readEvent } from '@countersign/proof';
import type { Findings, Head } from '@countersign/proof';
import type { AddCommand, Cli } from '../../cli.js';
import { CommandFailure, exitCodes, UsageError } from '../../failures.js';
import { several } from '../options.js';
import { eventsOfFeed, eventsOfFile } from './event-source.js';
import { keptHeads } from './kept-checkpoints.js';
import { findingsText, unproved } from './findings-text.js';

interface Options {
  fromFeed?: boolean;
  file?: string;
  checkpoints?: string[];
  jwks?: string[];
  log?: string[];
  start?: string[];
}

const PROGRESS_EVERY = 1_000;

/** `countersign audit verify` */
export const addVerify: AddCommand = (parent, cli) => {
  parent
    .command('verify')
    .description('verify that no event was changed, removed, inserted or reordered, against what was kept')
    .option('--from-feed', 'verify what the server gives now (auditor); the default')
    .option('--file <events>', 'verify exported events instead, a CloudEvent a line; - is standard input')
    .option('--checkpoints <file>', 'kept checkpoints, one a line; repeatable', several)
    .option('--jwks <file|url>', 'the key set kept with them; repeatable', several)
    .option('--log <log>', `only this log: ${logNames.join(', ')}; repeatable`, several)
    .option('--start <log=position:hash>', 'what is before the first event of a log; repeatable', several)
    .action((options: Options) => verify(cli, options));
};

async function verify(cli: Cli, { fromFeed, file, checkpoints = [], jwks = [], log, start = [] }: Options) {
  if (fromFeed && file !== undefined) throw new UsageError('Choose one of --from-feed and --file.');
  const logs = log?.map(logOf) ?? logNames;
  const starts = Object.fromEntries(start.map(startOf));
  const kept = await keptHeads(checkpoints, jwks);
  const verifier = new LogsVerifier({ logs, starts, kept });
  const events = file === undefined ? eventsOfFeed(await cli.api()) : eventsOfFile(file);
  const findings = await walk(cli, verifier, events);
  if (findings.logs.every((log) => log.intact && log.events === 0))
    throw new UsageError('There was no event to verify.');
  const unknown = unproved(findings, { checkpoints, jwks });
  await cli.print({ ...findings, unproved: unknown }, findingsText);
  if (!cli.json) unknown.forEach((sentence) => cli.terminal.say(sentence));
  if (!findings.intact)
    throw new CommandFailure(
      exitCodes.notIntact,
      'not-intact',
      'What was verified is not what was recorded.',
    );
}

async function walk(cli: Cli, verifier: LogsVerifier, events: AsyncIterable<unknown>): Promise<Findings> {
  let seen = 0;
  for await (const event of events) {
    take(verifier, event, ++seen);
    if (seen % PROGRESS_EVERY === 0) cli.terminal.sayOver(`${seen} events verified`);
  }
  if (seen >= PROGRESS_EVERY) cli.terminal.sayOver('');
  return verifier.end();
}

/** Something that is no event cannot be passed over: it may have been one. */
function take(verifier: LogsVerifier, event: unknown, number: number): void {
  try {
    verifier.take(readEvent(event));
  } catch (error) {
    if (!(error instanceof NotAnEvent)) throw error;
    throw new CommandFailure(exitCodes.notIntact, 'not-intact', `Number ${number} is ${error.message}.`);
  }
}

function logOf(text: string): LogName {
  const log = logNames.find((name) => name === text);
  if (!log) throw new UsageError(`There is no log ${text}; there are ${logNames.join(', ')}.`);
  return log;
}

const START = /^([a-z]+)=(\d{1,15}):([0-9a-f]{64})$/;

function startOf(text: string): [LogName, Head] {
  const [, log = '', position = '', hash = ''] = START.exec(text) ?? [];
  if (!hash) throw new UsageError('--start is <log>=<position>:<hash>, the hash in 64 hexadecimal digits.');
  return [logOf(log), { position: Number(position), hash }];
}
