import type { Client, QueryResultRow } from 'pg';

/** Runs SQL and returns the rows. */
export type Sql = <Row extends QueryResultRow>(text: string) => Promise<Row[]>;

export const sqlOf =
  (client: Client): Sql =>
  async <Row extends QueryResultRow>(text: string) =>
    (await client.query<Row>(text)).rows;
