import { accessStatus } from '@countersign/contracts';
import type { AccessStatus } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { ACCESS_STATUS, anyAccessStatus } from './access-status.js';
import { RequestListEntity } from './request-list.entity.js';

let models: TestReadModels;

beforeAll(async () => {
  models = await testReadModels();
}, 120_000);
afterAll(() => models.close());

/** Microseconds from now, the clock's own grain: before, at and after a bound. */
const OFFSETS = [-1, 0, 1] as const;

interface Access {
  window: { start: number; end: number } | null;
  checkedOut: boolean;
  checkedIn: boolean;
  ended: boolean;
  revoked: boolean;
}

const windows = OFFSETS.flatMap((start) => OFFSETS.map((end) => ({ start, end })));
const everyUse = Array.from({ length: 16 }, (_, n) => ({
  ...{ checkedOut: (n & 1) > 0, checkedIn: (n & 2) > 0 },
  ...{ ended: (n & 4) > 0, revoked: (n & 8) > 0 },
}));
const unused = { checkedOut: false, checkedIn: false, ended: false, revoked: false };
/** Nothing becomes of an access that was not granted. */
const combinations: Access[] = [
  { window: null, ...unused },
  ...windows.flatMap((window) => everyUse.map((use) => ({ window, ...use }))),
];

/** The rule in other words than the query's. */
function expected({ window, checkedOut, checkedIn, ended, revoked }: Access): AccessStatus | null {
  if (revoked) return 'revoked';
  if (checkedIn) return 'checked-in';
  if (ended || (window && window.end <= 0)) return 'ended';
  if (checkedOut) return 'checked-out';
  return window && (window.start <= 0 ? 'available' : 'scheduled');
}

const INSERT = `
  INSERT INTO reporting.request_list
         (id, status, requester_issuer, requester_id, requester_name, resource, resource_key, account, account_key,
          duration, approvers, search, submitted_at, access_starts_at, access_ends_at,
          checked_out_at, checked_in_at, access_ended_at, revoked_at)
  SELECT ('01990000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'approved', '', '', '', '', '', '', '', '', '{}',
         '', now(), now() + starts * interval '1 microsecond', now() + ends * interval '1 microsecond',
         CASE WHEN out THEN now() END, CASE WHEN back THEN now() END, CASE WHEN over THEN now() END,
         CASE WHEN revoked THEN now() END
    FROM json_to_recordset($1)
      AS row (n int, starts int, ends int, out boolean, back boolean, over boolean, revoked boolean)`;

const rows = combinations.map(({ window, checkedOut, checkedIn, ended, revoked }, n) => ({
  ...{ n, starts: window?.start ?? null, ends: window?.end ?? null },
  ...{ out: checkedOut, back: checkedIn, over: ended, revoked },
}));

const numberOf = (id: string) => Number(id.slice(-12));
const requestsOf = (manager: EntityManager) =>
  manager.createQueryBuilder(RequestListEntity, 'r').orderBy('r.id');

/** In one transaction `now()` is one instant: what is written and what is read stand at the very bound. */
async function atOneInstant<T>(read: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = models.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query(INSERT, [JSON.stringify(rows)]);
    return await read(runner.manager);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

test('the status of every combination, before, at and after each bound', async () => {
  const values = await atOneInstant((manager) =>
    requestsOf(manager).select(ACCESS_STATUS, 'status').getRawMany<{ status: AccessStatus | null }>(),
  );
  expect(values.map(({ status }) => status)).toEqual(combinations.map(expected));
});

test.each(accessStatus.options)('the filter %s finds those that have it, and no other', async (status) => {
  const found = await atOneInstant((manager) =>
    requestsOf(manager)
      .where(anyAccessStatus([status]))
      .getMany(),
  );
  const having = combinations.flatMap((one, n) => (expected(one) === status ? [n] : []));
  expect(having).not.toHaveLength(0);
  expect(found.map(({ id }) => numberOf(id))).toEqual(having);
});

test('several statuses find those of any', async () => {
  const wanted: AccessStatus[] = ['scheduled', 'checked-out', 'ended'];
  const found = await atOneInstant((manager) => requestsOf(manager).where(anyAccessStatus(wanted)).getMany());
  const having = combinations.flatMap((one, n) =>
    wanted.some((status) => expected(one) === status) ? [n] : [],
  );
  expect(found.map(({ id }) => numberOf(id))).toEqual(having);
});
