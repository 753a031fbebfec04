import type { Installation } from './installation.js';
import type { ListCase } from './list-cases.js';
import { auditor } from './people.js';
import type { Person } from './people.js';

/** Milliseconds per page of one list, for one caller that reads page after page. */
export interface Latency {
  p50: number;
  p95: number;
}

/** As many calls as fit into the time, within these bounds. */
const TURN_MS = 2_000;
const LEAST_CALLS = 10;
const MOST_CALLS = 60;
/** Calls before them, which are not timed: they read what is on disk, and compile. */
const WARM_UP = 2;

/** A caller with a token of their own. */
export type Caller = <Answer>(path: string, query: Record<string, string>) => Promise<Answer>;

export async function callerOf({ url, sign }: Installation, person: Person): Promise<Caller> {
  const headers = { authorization: `Bearer ${await sign(person)}` };
  return async <Answer>(path: string, query: Record<string, string>) => {
    const response = await fetch(`${url}${path}?${new URLSearchParams(query).toString()}`, { headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  };
}

/** @param round - each round asks for other names and words */
export async function listTurn(caller: Caller, { query, isWalk }: ListCase, round: number): Promise<Latency> {
  const times: number[] = [];
  let cursor: string | null = null;
  const call = async (n: number): Promise<void> => {
    const after: Record<string, string> = isWalk && cursor !== null ? { cursor } : {};
    const begin = performance.now();
    const page = await caller<{ nextCursor: string | null }>('/v1/requests', { ...query(n), ...after });
    times.push(performance.now() - begin);
    cursor = page.nextCursor;
  };
  const first = round * (MOST_CALLS + WARM_UP);
  for (let n = 0; n < WARM_UP; n++) await call(first + n);
  times.length = 0;
  const end = performance.now() + TURN_MS;
  for (let n = 0; n < MOST_CALLS && (n < LEAST_CALLS || performance.now() < end); n++) {
    await call(first + WARM_UP + n);
  }
  times.sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;

/** A range of time, ISO 8601. */
export type Range = Record<'from' | 'to', string>;

/**
 * The check-out report of a range as CSV.
 * @returns rows per second
 * @throws Error when there are not as many rows as expected
 */
export async function csvTurn(
  { url, sign }: Installation,
  range: Range,
  expectedRows: number,
): Promise<number> {
  const headers = { authorization: `Bearer ${await sign(auditor)}`, accept: 'text/csv' };
  const begin = performance.now();
  const response = await fetch(`${url}/v1/reports/check-outs?${new URLSearchParams(range).toString()}`, {
    headers,
  });
  if (!response.ok)
    throw new Error(`the report was answered with ${response.status}: ${await response.text()}`);
  const rows = (await countRecords(response)) - 1;
  const seconds = (performance.now() - begin) / 1_000;
  if (rows !== expectedRows) throw new Error(`the report has ${rows} rows instead of ${expectedRows}`);
  return rows / seconds;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** The records of a CSV file with its header. A line feed in a quoted cell ends no record. */
async function countRecords({ body }: Response): Promise<number> {
  let records = 0;
  let isQuoted = false;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    for (const byte of chunk) {
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === LINE_FEED && !isQuoted) records++;
    }
  }
  return records;
}

/** @returns milliseconds that the summary of a range took; infinite if the service gave up */
export async function summaryTurn({ url, sign }: Installation, range: Range): Promise<number> {
  const headers = { authorization: `Bearer ${await sign(auditor)}` };
  const query = new URLSearchParams({ ...range, bucket: 'day' }).toString();
  const begin = performance.now();
  const response = await fetch(`${url}/v1/reports/summary?${query}`, { headers });
  const text = await response.text();
  if (text.includes('summary-timeout')) return Infinity;
  if (!response.ok) throw new Error(`the summary was answered with ${response.status}: ${text}`);
  return performance.now() - begin;
}
