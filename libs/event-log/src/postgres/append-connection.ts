import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import type { LogName } from '@countersign/contracts';
import { postgresFailure } from '@countersign/sqlstate';
import { LogUnavailable } from '../event-log.errors.js';
import type { AppendOutcome, KnownCommand } from '../group-commit/append-outcome.js';
import { ConnectionLost } from '../group-commit/salvage.js';
import type { AppendStore } from '../group-commit/salvage.js';
import type { PreparedAppend } from '../prepared-append.js';
import { appendCall, appendOutcomes, findCommandsStatement, knownCommand } from './append-call.js';
import type { AppendCall, AppendRow, CommandRow } from './append-call.js';
import { hexArray } from './binary-array.js';
import { connectionSettings } from './connection-settings.js';

/** How long reconnecting is tried before the outcomes are given up as unknown, in milliseconds. */
const LOOK_UP_FOR_MS = 4_000;
const RETRY_AFTER_MS = 100;

/** One lane of the group commit: its own connection, opened when it is needed, with one call at a time. */
export class AppendConnection implements AppendStore {
  private client: Client | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly log: LogName,
  ) {}

  async append(batch: PreparedAppend[]): Promise<AppendOutcome[]> {
    const client = await this.connected();
    const rows = await this.query<AppendRow>(client, appendCall(this.log, batch));
    return appendOutcomes(batch, rows[0] as AppendRow);
  }

  async find(commandIds: string[]): Promise<Map<string, KnownCommand>> {
    const deadline = Date.now() + LOOK_UP_FOR_MS;
    for (;;) {
      try {
        return await this.findOnce(commandIds);
      } catch (error) {
        if (this.closed || Date.now() + RETRY_AFTER_MS > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
      }
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client?.end();
    this.client = undefined;
  }

  private async findOnce(commandIds: string[]): Promise<Map<string, KnownCommand>> {
    const client = await this.connected();
    const values = [hexArray(commandIds, 32)];
    const rows = await this.query<CommandRow>(client, {
      name: 'find-commands',
      text: findCommandsStatement(this.log),
      values,
    });
    return new Map(rows.map((row) => [row.id, knownCommand(row)]));
  }

  private async connected(): Promise<Client> {
    if (this.closed) throw new LogUnavailable('the log is closed');
    if (this.client) return this.client;
    const client = new Client(connectionSettings(this.url, `countersign ${this.log} append`));
    // Without a listener an idle connection that breaks would end the process.
    client.on('error', () => this.drop(client));
    client.on('end', () => this.drop(client));
    try {
      await client.connect();
    } catch (error) {
      throw new LogUnavailable(`no connection to the database of log ${this.log}`, { cause: error });
    }
    this.client = client;
    return client;
  }

  private async query<Row extends QueryResultRow>(client: Client, call: AppendCall): Promise<Row[]> {
    try {
      return (await client.query<Row>(call)).rows;
    } catch (error) {
      throw this.failed(client, error);
    }
  }

  /** An answer from the server is certain: the statement stored nothing. Without an answer nothing is known. */
  private failed(client: Client, error: unknown): unknown {
    switch (postgresFailure(error)) {
      case 'not-now':
      case 'cancelled':
        return new LogUnavailable(`the database of log ${this.log} cannot answer now`, { cause: error });
      case 'conflict':
      case 'not-installed':
      case 'refused':
        return error;
      case 'lost':
      case undefined:
        this.drop(client);
        return new ConnectionLost(`connection to the database of log ${this.log} lost`, { cause: error });
    }
  }

  /** Drops the connection: after a timeout it may still be busy with a call whose answer nobody awaits. */
  private drop(client: Client): void {
    if (this.client === client) this.client = undefined;
    client.connection.stream.destroy();
  }
}
