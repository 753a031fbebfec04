import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { LogsVerifier, NotAnEvent, readEvent } from '@countersign/proof';
import type { Findings, Head, KeptHeads, LogFinding } from '@countersign/proof';
import type { AddCommand, Cli } from '../cli.js';
import { CommandFailure, exitCodes, UsageError } from '../failures.js';
import { eventsOfFeed, eventsOfFile, keptHeads } from './audit-sources.js';
import { verifyDatabases } from './audit-verify-database.js';
import type { StoredFinding } from './audit-verify-database.js';
import { several } from './options.js';

interface Options {
  fromFeed?: boolean;
  file?: string;
  database?: string[];
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
    .description('verify that no event was changed, removed, inserted or reordered, against kept checkpoints')
    .option('--from-feed', 'verify what the server returns now (auditor); the default')
    .option('--file <events>', 'verify exported events instead, one CloudEvent per line; - is standard input')
    .option(
      '--database <url>',
      'verify the logs in this PostgreSQL database, as the role countersign_verifier; repeatable',
      several,
    )
    .option('--checkpoints <file>', 'kept checkpoints, one per line; repeatable', several)
    .option('--jwks <file|url>', 'the key set kept with them; repeatable', several)
    .option('--log <log>', `only this log: ${logNames.join(', ')}; repeatable`, several)
    .option('--start <log=position:hash>', 'the event before the first event of a log; repeatable', several)
    .action((options: Options) => verify(cli, options));
};

/** What was found of all logs, whether in their events or in their database. */
interface Found {
  intact: boolean;
  logs: (LogFinding | StoredFinding)[];
}

async function verify(cli: Cli, options: Options) {
  const { checkpoints = [], jwks = [] } = options;
  assertOneSource(options);
  const findings = await found(cli, options, await keptHeads(checkpoints, jwks));
  if (findings.logs.every((log) => log.intact && log.events === 0))
    throw new UsageError('There are no events to verify.');
  const unknown = unproved(findings, { checkpoints, jwks });
  await cli.print({ ...findings, unproved: unknown }, findingsText);
  if (!cli.json) unknown.forEach((sentence) => cli.terminal.say(sentence));
  if (!findings.intact)
    throw new CommandFailure(exitCodes.notIntact, 'not-intact', 'A log differs from what was recorded.');
}

function assertOneSource({ fromFeed, file, database, start }: Options): void {
  if ([fromFeed, file, database].filter((source) => source !== undefined).length > 1)
    throw new UsageError('Choose one of --from-feed, --file and --database.');
  if (database && start)
    throw new UsageError('A database is verified from the beginning: --start does not apply.');
}

async function found(
  cli: Cli,
  { file, database, log, start = [] }: Options,
  kept: KeptHeads,
): Promise<Found> {
  const logs = log?.map(logOf) ?? logNames;
  if (database) {
    const stored = await verifyDatabases(cli, database, { logs, kept });
    return { intact: stored.every(({ intact }) => intact), logs: stored };
  }
  const verifier = new LogsVerifier({ logs, starts: Object.fromEntries(start.map(startOf)), kept });
  return walk(cli, verifier, file === undefined ? eventsOfFeed(await cli.api()) : eventsOfFile(file));
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

/** A value that is not an event cannot be skipped: it may be an event that somebody damaged. */
function take(verifier: LogsVerifier, event: unknown, number: number): void {
  try {
    verifier.take(readEvent(event));
  } catch (error) {
    if (!(error instanceof NotAnEvent)) throw error;
    throw new CommandFailure(exitCodes.notIntact, 'not-intact', `Item ${number} is ${error.message}.`);
  }
}

function logOf(text: string): LogName {
  const log = logNames.find((name) => name === text);
  if (!log) throw new UsageError(`There is no log ${text}; the logs are ${logNames.join(', ')}.`);
  return log;
}

const START = /^([a-z]+)=(\d{1,15}):([0-9a-f]{64})$/;

function startOf(text: string): [LogName, Head] {
  const [, log = '', position = '', hash = ''] = START.exec(text) ?? [];
  if (!hash)
    throw new UsageError('Write --start as <log>=<position>:<hash>, with 64 hexadecimal digits of hash.');
  return [logOf(log), { position: Number(position), hash }];
}

/** The findings, one line per log. */
const findingsText = ({ logs }: Found): string => logs.map(findingLine).join('\n');

function findingLine(finding: LogFinding | StoredFinding): string {
  const name = finding.log.padEnd(9);
  if (!finding.intact)
    return `${name} NOT INTACT at position ${finding.position}, ${finding.kind}: ${finding.detail}`;
  if (!finding.head) return `${name} no events`;
  const { events, checkpoints, head } = finding;
  return `${name} intact up to position ${head.position}, hash ${head.hash} (${events} events, ${checkpoints} kept checkpoints met)`;
}

/** What stays unproved although the logs are intact, one sentence each. */
function unproved(
  { logs }: Found,
  { checkpoints, jwks }: { checkpoints: readonly string[]; jwks: readonly string[] },
): string[] {
  if (!checkpoints.length)
    return ['No kept checkpoints were given, so a log that was cut or rewritten as a whole goes unnoticed.'];
  const unmet = logs.flatMap((log) => (log.intact && log.checkpoints === 0 ? log.log : []));
  const fetched = jwks.filter((from) => /^https?:/.test(from));
  return [
    ...unmet.map(
      (log) =>
        `No kept checkpoint names an event of the ${log} log, so a cut or a complete rewrite of it goes unnoticed.`,
    ),
    ...fetched.map(
      (url) => `The keys were fetched from ${url} just now, so they prove nothing against its operator.`,
    ),
  ];
}
