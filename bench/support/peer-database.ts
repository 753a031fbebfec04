import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { durationSeconds } from '@countersign/contracts';
import { PEER_SCHEMA } from '../peer/schema.js';
import { durability } from './durable.js';
import { policyContent, policyGlobs } from './policies.js';
import { sqlOf } from './sql.js';
import type { Sql } from './sql.js';

const DATABASE = 'peer';
const DAY_SECONDS = 24 * 60 * 60;

const POLICY = `
  INSERT INTO policy (id, version, name, priority, enabled, resource_pattern, account_pattern, min_seconds, max_seconds,
                      request_ttl_seconds, justification_required, steps, created_at)
  VALUES ($1, 1, $2, 0, true, $3, $4, $5, $6, $7, $8, $9, now())`;

/** The peer's own database, with the policies that the product has in the same bench. */
export interface PeerDatabase {
  url: string;
  sql: Sql;
  close(): Promise<void>;
}

/** @throws Error when the server is not durable */
export async function makePeerDatabase(adminUrl: string): Promise<PeerDatabase> {
  const url = new URL(adminUrl);
  await withClient(url.href, (client) => client.query(`CREATE DATABASE ${DATABASE}`));
  url.pathname = DATABASE;
  const client = new pg.Client({ connectionString: url.href });
  // A failing query rejects for its caller; a server that stops in the meantime is not a failure.
  client.on('error', () => undefined);
  await client.connect();
  const sql = sqlOf(client);
  await durability(sql);
  await sql(PEER_SCHEMA);
  await insertPolicies(client);
  return { url: url.href, sql, close: () => client.end() };
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function insertPolicies(client: pg.Client): Promise<void> {
  const { minAccessDuration, maxAccessDuration, justification, steps } = policyContent;
  for (const { name, resource, account } of policyGlobs) {
    await client.query(POLICY, [
      uuidv7(),
      name,
      likeOf(resource),
      likeOf(account),
      durationSeconds(minAccessDuration),
      durationSeconds(maxAccessDuration),
      DAY_SECONDS,
      justification === 'required',
      JSON.stringify(steps),
    ]);
  }
}

/** The bench's globs have stars only. */
const likeOf = (glob: string): string => glob.replaceAll('*', '%');
