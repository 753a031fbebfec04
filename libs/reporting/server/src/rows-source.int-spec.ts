import fc from 'fast-check';
import { RowsSource } from './rows-source.js';
import { testReadModels } from './testing/test-read-models.js';
import type { TestReadModels } from './testing/test-read-models.js';

interface Row {
  id: string;
  text: string | null;
  flag: boolean | null;
  number: number | null;
  at: string | null;
  times: string[];
  texts: string[] | null;
  keys: string[];
  document: unknown;
}

const source = new RowsSource<Row>({
  id: 'uuid',
  text: 'text',
  flag: 'boolean',
  number: 'bigint',
  at: 'timestamptz',
  times: 'timestamptz[]',
  texts: 'text[]',
  keys: 'keys',
  document: 'json',
});

let models: TestReadModels;

beforeAll(async () => {
  models = await testReadModels();
}, 120_000);
afterAll(() => models.close());

/** The rows as PostgreSQL received them. */
async function sent(rows: Row[]): Promise<unknown[]> {
  const { rows: got } = await models.pool.query<{ row: unknown }>(
    `SELECT to_json(read) AS row FROM (SELECT ${source.columns
      .split(', ')
      .map((name) => `${source.value(name as keyof Row)} AS ${name}`)
      .join(', ')} FROM ${source.from}) AS read`,
    source.parameters(rows),
  );
  return got.map(({ row }) => row);
}

/** Characters that PostgreSQL's text and JSON can store. */
const text = fc.string({ unit: 'grapheme' }).map((any) => any.replaceAll('\0', ''));
const key = fc.string({
  minLength: 1,
  unit: fc.constantFrom('a', '"', '\\', ',', '{', '}', ' ', 'é', 'NULL'),
});
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const instant = fc.constantFrom('2026-03-01T09:00:00+00:00', '1999-12-31T23:59:59.999+00:00');

const row = fc.record({
  id: fc.uuid(),
  text: optional(text),
  flag: optional(fc.boolean()),
  number: optional(fc.integer()),
  at: optional(instant),
  times: fc.array(instant, { maxLength: 3 }),
  texts: optional(fc.array(text, { maxLength: 3 })),
  keys: fc.array(key, { maxLength: 3 }),
  document: fc.record({ name: text, list: fc.array(text, { maxLength: 2 }) }),
});

it('sends every value unchanged, whatever characters it has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
      expect(await sent(rows)).toEqual(rows);
    }),
    { numRuns: 100 },
  );
}, 60_000);

it('converts the terms of a search index and the decisions of an approval', async () => {
  const special = new RowsSource<{ terms: string[]; decisions: object[] }>({
    terms: 'terms',
    decisions: 'decisions',
  });
  const decisions = [{ step: 0, comment: `it's "fine", \\o/`, at: '2026-03-01T09:00:00Z' }];
  const { rows } = await models.pool.query(
    `SELECT ${special.value('terms')} AS terms, to_json(${special.value('decisions')}) AS decisions FROM ${special.from}`,
    special.parameters([
      { terms: ['db', 'alice', 'db', `=user:o'neil`], decisions },
      { terms: [], decisions: [] },
    ]),
  );
  expect(rows).toEqual([
    {
      terms: `'=user:o''neil' 'alice' 'db'`,
      decisions: [expect.objectContaining({ ...decisions[0], at: '2026-03-01T09:00:00+00:00', name: null })],
    },
    { terms: '', decisions: [] },
  ]);
});
