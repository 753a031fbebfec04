import { Client } from 'pg';
import type { ClientConfig, QueryResultRow } from 'pg';

const HEARTBEAT_MS = 1000;
const ANSWER_MS = 5000;
/** The server drops a dead peer's locks within about ten seconds. */
const SESSION = `SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET idle_session_timeout = 0`;

/**
 * The session that locks are held in: one connection outside of any pool, made when it is first needed and again
 * after it was lost. A question that is not answered is its end, for nobody could tell what the session holds;
 * a heartbeat asks one every second.
 */
export class LockConnection {
  private client: Client | undefined;
  /** Settles after the last question so far: a connection is asked one at a time. */
  private asked: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private closed = false;
  private readonly heartbeat: NodeJS.Timeout;

  /** @param onLost called when a connection that was there is lost, not when it is closed */
  constructor(
    private readonly connection: ClientConfig,
    private readonly onLost: () => void,
  ) {
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  /**
   * Asks, after all others who did; connects when there is no connection.
   * @throws an error of the connection when PostgreSQL does not answer, and when this is closed
   */
  query<R extends QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    this.waiting++;
    const answer = this.asked.then(() => this.ask<R>(text, values)).finally(() => this.waiting--);
    this.asked = answer.catch(() => undefined);
    return answer;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.heartbeat);
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
    await this.asked;
  }

  private async ask<R extends QueryResultRow>(text: string, values: unknown[]): Promise<R[]> {
    const client = (this.client ??= await this.connect());
    try {
      return (await client.query<R>(text, values)).rows;
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
    if (this.closed) throw new Error('The leader locks are closed.');
  }

  private lose(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    void client.end().catch(() => undefined);
    this.onLost();
  }

  /** A connection that no longer answers is as good as lost: the server may have given its locks away. */
  private beat(): void {
    if (this.client && this.waiting === 0) this.query('SELECT 1').catch(() => undefined);
  }
}
