import { keepsItsTables } from '../testing/projection-contract.js';
import { erasedLogs, logs } from '../testing/report-stories.js';
import { at, erased, recorded, StoryOf } from '../testing/stories.js';
import type { Authored } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { RequestsProjection } from './requests.projection.js';

let models: TestReadModels;

beforeAll(async () => {
  models = await testReadModels();
}, 120_000);
afterAll(() => models.close());
beforeEach(() => models.empty());

const projection = new RequestsProjection();
const apply = (events: Authored[], from = 1) =>
  models.apply(projection, 'request', recorded('request', events, from));

describe('the tables', () => {
  keepsItsTables({ projection: () => new RequestsProjection(), logs, erasedLogs, readModels: () => models });
});

describe('a request whose submission is missing', () => {
  const story = new StoryOf(1);

  it.each([
    ['an ending', story.ended('request', 'approved')],
    ['an access', story.granted(at(1), at(2))],
    ['a check-out', story.checkedOut(at(1), [at(1), at(2)])],
    ['a revocation', story.revoked(at(1))],
  ])('is an error with %s, so that its stream is parked', async (_, event) => {
    await expect(apply([event])).rejects.toThrow('are missing');
  });
});

describe('erased texts', () => {
  const [first, second] = [1, 2].map((n) => new StoryOf(n, { justification: `secret${n} reason` })) as [
    StoryOf,
    StoryOf,
  ];
  const rows = async () =>
    (await models.rows('request')).map((row) => JSON.parse(row) as Record<string, unknown>);
  const submitted = [first.submitted(), second.submitted()];
  const used = [first.ended('request', 'approved'), first.granted(at(1), at(2)), first.revoked(at(3))];

  it('are gone from the row and from what a search finds, with the time of that; other rows stay', async () => {
    await apply([...submitted, erased([1, 1])]);
    expect(await rows()).toMatchObject([
      {
        requester_id: 'alice',
        requester_name: null,
        requester_email: null,
        justification: null,
        erased_at: '2026-03-01T10:00:00+00:00',
        terms: `'=user:bob' '=user:carol' '^a' '^ad' '^al' '^d' '^db' '^p' '^pr' 'admin' 'alice' 'db' 'prod'`,
      },
      { requester_name: 'Alice Example', justification: 'secret2 reason', erased_at: null },
    ]);
  });

  it('of a revocation are the reason and the name of the person who revoked it', async () => {
    await apply([...submitted, ...used, erased([5, 5])]);
    expect((await rows())[0]).toMatchObject({
      requester_name: 'Alice Example',
      erased_at: null,
      revoked_by_id: 'erin',
      revoked_by_name: null,
      revoked_by_email: null,
      revoked_reason: null,
      revocation_erased_at: '2026-03-01T10:00:00+00:00',
    });
  });

  it('keep the time of their first erasure', async () => {
    await apply([...submitted, erased([1, 1])]);
    const before = await rows();
    const [again] = recorded('request', [erased([1, 1])], 9) as [ReturnType<typeof recorded>[number]];
    await models.apply(projection, 'request', [{ ...again, recordedAt: '2026-04-01T00:00:00.000000Z' }]);
    expect(await rows()).toEqual(before);
  });

  it('are found in more rows than one statement updates', async () => {
    await models.pool.query(MANY);
    await apply([erased([1, 12_000])]);
    const { rows: left } = await models.pool.query(
      `SELECT count(*)::int AS count, count(requester_name)::int AS names, count(erased_at)::int AS erased
         FROM reporting.request`,
    );
    expect(left).toEqual([{ count: 12_001, names: 1, erased: 12_000 }]);
  }, 60_000);
});

const MANY = `
  INSERT INTO reporting.request (id, status, requester_issuer, requester_id, requester_name, resource, resource_key,
         account, account_key, duration, unmatched, self_approved, submitted_position, submitted_at, terms)
  SELECT gen_random_uuid(), 'pending', 'i', 'r', 'Name', 'x', 'x', 'y', 'y', 'PT1H', false, false, n, now(), ''
    FROM generate_series(1, 12001) AS n`;

describe('the counts of all requests', () => {
  const [one, two, three] = [1, 2, 3].map((n) => new StoryOf(n)) as [StoryOf, StoryOf, StoryOf];

  /** The counts without zeros, because a status without requests may not have a count yet. */
  async function counts(): Promise<string[]> {
    const { rows } = await models.pool.query<{ status: string; count: string }>(
      `SELECT status, count FROM reporting.request_count WHERE count <> 0 ORDER BY status`,
    );
    return rows.map(({ status, count }) => `${status} ${count}`);
  }

  it('count a request once where it is new, and once where it ends', async () => {
    await apply([one.submitted(), two.submitted()]);
    expect(await counts()).toEqual(['pending 2']);
    const ends = one.ended('request', 'expired');
    for (const _ of [1, 2]) await apply([ends, ends], 3);
    expect(await counts()).toEqual(['expired 1', 'pending 1']);
  });

  it('count a request that begins and ends within a batch where it ended', async () => {
    await apply([one.submitted(), two.submitted(), one.ended('request', 'approved')]);
    expect(await counts()).toEqual(['approved 1', 'pending 1']);
  });

  it('do not change when the batch fails', async () => {
    await apply([one.submitted()]);
    await expect(apply([two.submitted(), three.ended('request', 'approved')], 2)).rejects.toThrow();
    expect(await counts()).toEqual(['pending 1']);
  });

  it.each([
    ['a new request', two.submitted(), ['pending 2']],
    ['an ended request', one.ended('request', 'rejected'), ['rejected 1']],
  ])('are counted from the rows with %s after another process has led', async (_, event, expected) => {
    await apply([one.submitted()]);
    await models.pool.query('UPDATE reporting.request_count SET count = count + 7');
    await models.apply(new RequestsProjection(), 'request', recorded('request', [event], 2));
    expect(await counts()).toEqual(expected);
  });
});
