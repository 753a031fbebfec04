import type { LogName } from '@countersign/contracts';
import type { KeptHeads } from '@countersign/proof';
import {
  DatabaseUnreadable,
  HeadMissing,
  LogPutBack,
  openStoredLogs,
  verifyLog,
} from '@countersign/stored-log';
import type { Finding, OpenLogs } from '@countersign/stored-log';
import type { Cli } from '../cli.js';
import { CommandFailure, exitCodes, UsageError } from '../failures.js';

/** What was found of one log in a database. */
export type StoredFinding =
  | {
      intact: true;
      log: LogName;
      /** A log in a database is read from its beginning. */
      start: null;
      /** Null if the log is empty. */
      head: { position: number; hash: string } | null;
      events: number;
      checkpoints: number;
    }
  | ({ intact: false; log: LogName } & Finding);

/**
 * Verifies the logs in the given databases.
 * @param logs - those that must be found
 * @throws UsageError if none of the databases holds one of the logs
 */
export async function verifyDatabases(
  cli: Cli,
  urls: readonly string[],
  { logs, kept }: { logs: readonly LogName[]; kept: KeptHeads },
): Promise<StoredFinding[]> {
  if (!urls.every(isPostgres))
    throw new UsageError('Write --database as postgres://<role>@<host>/<database>.');
  const findings: StoredFinding[] = [];
  for (const [i, url] of urls.entries())
    findings.push(...(await explained(`Database ${i + 1}`, () => verifyDatabase(cli, url, { logs, kept }))));
  const missing = logs.find((log) => !findings.some((one) => one.log === log));
  if (missing)
    throw new UsageError(`None of the databases holds the ${missing} log; name other logs with --log.`);
  return findings;
}

const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url);

async function verifyDatabase(
  cli: Cli,
  url: string,
  { logs, kept }: { logs: readonly LogName[]; kept: KeptHeads },
): Promise<StoredFinding[]> {
  const database = await openStoredLogs(url);
  try {
    const findings: StoredFinding[] = [];
    for (const log of logs.filter((name) => database.names.includes(name)))
      findings.push(await verifyStored(cli, database, log, kept));
    return findings;
  } finally {
    await database.close();
  }
}

async function verifyStored(
  cli: Cli,
  database: OpenLogs,
  log: LogName,
  kept: KeptHeads,
): Promise<StoredFinding> {
  const onProgress = (events: number) => cli.terminal.sayOver(`${events} events of the ${log} log verified`);
  try {
    const verified = await verifyLog(database.log(log), { log, kept, onProgress });
    if (!verified.intact) {
      const { position, kind, detail } = verified;
      return { intact: false, log, position, kind, detail };
    }
    const { head, checkpoints } = verified;
    const events = head.position;
    return { intact: true, log, start: null, head: events ? head : null, events, checkpoints };
  } catch (error) {
    if (!(error instanceof HeadMissing)) throw error;
    return { intact: false, log, position: 0, kind: 'removed', detail: error.message };
  } finally {
    cli.terminal.sayOver('');
  }
}

/** The failures of a database as failures of the command; the address stays out of them, because it may hold a password. */
async function explained<T>(which: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LogPutBack)
      throw new CommandFailure(exitCodes.unavailable, 'put-back', `${which}: ${error.message}. Try again.`);
    if (!(error instanceof DatabaseUnreadable)) throw error;
    const what = `${which} cannot be read: ${error.message}.`;
    if (error.isPassing) throw new CommandFailure(exitCodes.unavailable, 'unreachable', what);
    throw new UsageError(what);
  }
}
