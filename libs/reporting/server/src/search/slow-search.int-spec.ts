import { Refusal, reportingRpc, requestListQuery } from '@countersign/contracts';
import { eventually } from '@countersign/testing';
import { fill } from '../testing/filled-read-models.js';
import { testService } from '../testing/test-service.js';
import type { TestService } from '../testing/test-service.js';

/** A page with this limit is slow, by a function that sleeps for every row, if its statement searches for words. */
const SLOW_LIMIT = 7;
const SLOW = `
  CREATE FUNCTION reporting.slow() RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    IF current_query() LIKE '%tsquery%LIMIT ${SLOW_LIMIT + 1}%' THEN PERFORM pg_sleep(1); END IF;
    RETURN true;
  END $$;
  ALTER TABLE reporting.request ENABLE ROW LEVEL SECURITY;
  ALTER TABLE reporting.request FORCE ROW LEVEL SECURITY;
  CREATE POLICY slow ON reporting.request USING (reporting.slow())`;

let service: TestService;

beforeAll(async () => {
  service = await testService();
  await service.database.sql(fill(5_000));
  // The steps of these rows are not whole, and only pending requests show a step.
  await service.database.sql(`UPDATE reporting.request SET status = 'rejected' WHERE status = 'pending'`);
  await service.database.sql(SLOW);
}, 120_000);
afterAll(() => service.stop(), 30_000);

interface Timed {
  code: string;
  ms: number;
}

async function list(query: object, as: string): Promise<Timed> {
  const began = performance.now();
  const input = { query: requestListQuery.parse(query), atLeast: [] };
  const code = await service.call(reportingRpc.requests, input, as, ['auditors']).then(
    () => 'ok',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
  return { code, ms: performance.now() - began };
}

const slow = (as: string) => list({ q: 'person', limit: SLOW_LIMIT }, as);

it('a search that takes too long is refused, and says so', async () => {
  const { code, ms } = await slow('frank');
  expect(code).toBe('search-too-expensive');
  expect(ms).toBeGreaterThan(1_900);
  expect(ms).toBeLessThan(4_000);
}, 20_000);

it('searches of one person, however many and slow, hinder neither lists nor the searches of others', async () => {
  let running = 10;
  const searches = Array.from({ length: running }, () => slow('frank').finally(() => (running -= 1)));
  const beside: Timed[] = [];
  while (running > 0) {
    beside.push(
      ...(await Promise.all([list({}, 'frank'), list({}, 'grace'), list({ q: 'inc-1234' }, 'grace')])),
    );
  }
  expect(beside.length).toBeGreaterThan(9);
  expect(beside.filter(({ code }) => code !== 'ok')).toEqual([]);
  expect(Math.max(...beside.map(({ ms }) => ms))).toBeLessThan(1_500);
  const refused = await Promise.all(searches);
  expect(new Set(refused.map(({ code }) => code))).toEqual(
    new Set(['search-too-expensive', 'too-many-searches']),
  );
  expect(Math.max(...refused.map(({ ms }) => ms))).toBeLessThan(4_500);
}, 30_000);

it('slow searches of many people hinder no list', async () => {
  const people = ['ann', 'ben', 'cyd', 'dan', 'eve', 'fay'];
  const searches = people.flatMap((person) => [slow(person), slow(person), slow(person)]);
  for (let n = 0; n < 5; n++) expect(await list({}, 'grace')).toMatchObject({ code: 'ok' });
  expect((await Promise.all(searches)).map(({ code }) => code)).not.toContain('ok');
  await eventually('searches work again', async () =>
    expect((await list({ q: 'inc-1234' }, 'grace')).code).toBe('ok'),
  );
}, 30_000);
