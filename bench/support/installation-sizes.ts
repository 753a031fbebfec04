import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Installation } from './installation.js';
import type { Sql } from './sql.js';

/** The contents of an installation. */
export interface Sizes {
  /** Events by type, checkpoints not counted. */
  events: Record<string, number>;
  /** Bytes in PostgreSQL by schema: tables with their indexes. */
  postgres: Record<string, number>;
  /** Bytes in NATS by stream. */
  nats: Record<string, number>;
}

/** The growth of each member. */
export type Growth = Sizes;

const LOGS = `
  SELECT n.nspname AS log FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relname = 'event' AND n.nspname IN
    (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'head')`;

const TABLES = `
  SELECT n.nspname AS name, sum(pg_total_relation_size(c.oid)) AS amount
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  GROUP BY n.nspname`;

/** @throws Error when there is no log, or NATS keeps changing */
export async function sizesOf({ sql, nats }: Pick<Installation, 'sql' | 'nats'>): Promise<Sizes> {
  return {
    events: await eventsByType(sql),
    postgres: await amounts(sql, TABLES),
    nats: await stillStreams(nats),
  };
}

export function growthOf(before: Sizes, after: Sizes): Growth {
  return {
    events: difference(before.events, after.events),
    postgres: difference(before.postgres, after.postgres),
    nats: difference(before.nats, after.nats),
  };
}

function difference(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([name, amount]) => [name, amount - (before[name] ?? 0)]),
  );
}

async function eventsByType(sql: Sql): Promise<Record<string, number>> {
  const logs = await sql<{ log: string }>(LOGS);
  if (logs.length === 0) throw new Error('there is no log in the database');
  const counts = logs.map(
    ({ log }) => `SELECT type AS name, count(*) AS amount FROM ${log}.event GROUP BY type`,
  );
  const events = await amounts(sql, counts.join(' UNION ALL '));
  return Object.fromEntries(Object.entries(events).filter(([type]) => !type.includes('checkpoint')));
}

/** Adds up rows of a name and an amount by name. */
async function amounts(sql: Sql, text: string): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { name, amount } of await sql<{ name: string; amount: string }>(text))
    sums[name] = (sums[name] ?? 0) + Number(amount);
  return sums;
}

const STILL_MS = 500;
const ATTEMPTS = 60;

/** Streams with sources lag behind them, so the sizes are read until they no longer change. */
async function stillStreams({ store, ...account }: Installation['nats']): Promise<Record<string, number>> {
  const nc = await connect({ ...account, inboxPrefix: `_INBOX_${account.user}` });
  try {
    const names = await streamNames(store);
    let last = await streamBytes(nc, names);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await pause(STILL_MS);
      const next = await streamBytes(nc, names);
      if (JSON.stringify(next) === JSON.stringify(last)) return next;
      last = next;
    }
    throw new Error('the streams of NATS keep changing');
  } finally {
    await nc.close();
  }
}

/** Reads the folders of the store, because the administrator's permissions do not include listing streams. */
async function streamNames(store: string): Promise<string[]> {
  const accounts = join(store, 'jetstream');
  const folders = (await readdir(accounts)).map((account) => readdir(join(accounts, account, 'streams')));
  return (await Promise.all(folders)).flat();
}

/** @throws Error when the server does not return the size of a stream */
async function streamBytes(nc: NatsConnection, names: string[]): Promise<Record<string, number>> {
  const sizes = names.map(async (name): Promise<[string, number]> => {
    const info = (await nc.request(`$JS.API.STREAM.INFO.${name}`)).json<{ state?: { bytes: number } }>();
    if (!info.state) throw new Error(`NATS does not say how large ${name} is: ${JSON.stringify(info)}`);
    return [name, info.state.bytes];
  });
  return Object.fromEntries(await Promise.all(sizes));
}
