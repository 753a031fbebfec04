import { Client } from 'pg';
import type { ClientConfig, QueryResultRow } from 'pg';

const ANSWER_MS = 5000;
/** The server ends the backend of a vanished client within about ten seconds, and with it every lease that it holds. */
const SESSION = `
  SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
  SET idle_session_timeout = 0; SET statement_timeout = '4s'`;

/** The database's answer, and when the question was sent. */
export interface Answer<R> {
  rows: R[];
  /** `performance.now()` when the statement was sent. */
  sentAt: number;
}

/**
 * The session whose backend holds leases: one connection outside any pool, opened when it is first needed and reopened
 * after a loss. A statement that fails or gets no answer ends the connection, because it would be unknown what the
 * backend holds.
 */
export class LeaseConnection {
  private client: Client | undefined;
  /** Settles after the last statement so far: the connection runs one statement at a time. */
  private asked: Promise<unknown> = Promise.resolve();
  private closed = false;

  /** @param onLost called when an open connection is lost, not when it is closed */
  constructor(
    private readonly connection: ClientConfig,
    private readonly onLost: () => void,
  ) {}

  /**
   * Runs a statement after all earlier ones; connects if there is no connection.
   * @throws an error of the connection if PostgreSQL does not answer, or if this is closed
   */
  query<R extends QueryResultRow>(text: string, values: unknown[]): Promise<Answer<R>> {
    const answer = this.asked.then(() => this.ask<R>(text, values));
    this.asked = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the connection, if there is one, as if it had been lost. */
  abandon(): void {
    if (this.client) this.lose(this.client);
  }

  async close(): Promise<void> {
    this.closed = true;
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
    await this.asked;
  }

  private async ask<R extends QueryResultRow>(text: string, values: unknown[]): Promise<Answer<R>> {
    const client = (this.client ??= await this.connect());
    const sentAt = performance.now();
    try {
      const { rows } = await client.query<R>(text, values);
      return { rows, sentAt };
    } catch (error) {
      this.lose(client);
      throw error;
    }
  }

  private async connect(): Promise<Client> {
    this.assertOpen();
    const client = new Client({
      ...this.connection,
      application_name: 'countersign-leader',
      keepAlive: true,
      keepAliveInitialDelayMillis: 2000,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client.on('error', () => undefined);
    client.on('end', () => this.lose(client));
    try {
      await client.connect();
      await client.query(SESSION);
      this.assertOpen();
      return client;
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
  }

  private assertOpen(): void {
    if (this.closed) throw new Error('The leases are closed.');
  }

  private lose(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    void client.end().catch(() => undefined);
    this.onLost();
  }
}
