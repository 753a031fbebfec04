import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { CommonTerms } from './search.js';

let models: TestReadModels;

beforeAll(async () => {
  models = await testReadModels();
}, 120_000);
afterAll(() => models.close());

/** 1,000 requests: all have `inc`, a tenth have `incident`, and all other words are unique. */
const FILL = `
  INSERT INTO reporting.request (id, status, requester_issuer, requester_id, resource, resource_key, account, account_key,
         duration, unmatched, self_approved, submitted_position, submitted_at, terms)
  SELECT gen_random_uuid(), 'pending', 'i', 'r', 'x', 'x', 'y', 'y', 'PT1H', false, false, n, now(),
         array_to_tsvector(ARRAY['inc', 'single' || n] || CASE WHEN n % 10 = 0 THEN ARRAY['incident'] ELSE '{}' END)
    FROM generate_series(1, 1000) AS n`;

it('knows from the planner’s statistics how common prefixes are', async () => {
  await models.pool.query(FILL);
  const before = await new CommonTerms().refresh(models.dataSource.manager, 0);
  expect(before.shareOf('inc')).toBe(0);
  await models.pool.query('ANALYZE reporting.request');
  const common = await new CommonTerms().refresh(models.dataSource.manager, 0);
  expect(common.shareOf('inc')).toBe(1);
  expect(common.shareOf('incid')).toBeCloseTo(0.1, 1);
  expect(common.shareOf('single77')).toBeLessThan(0.03);
  expect(common.shareOf('nothing')).toBe(0);
});

it('reads the statistics once a minute', async () => {
  const common = new CommonTerms();
  await models.pool.query('TRUNCATE reporting.request; ANALYZE reporting.request');
  await models.pool.query(`${FILL}; ANALYZE reporting.request`);
  await common.refresh(models.dataSource.manager, 0);
  await models.pool.query(`UPDATE reporting.request SET terms = 'other'; ANALYZE reporting.request`);
  expect((await common.refresh(models.dataSource.manager, 59_999)).shareOf('inc')).toBe(1);
  expect((await common.refresh(models.dataSource.manager, 60_000)).shareOf('inc')).toBe(0);
});
