import { accessStatus } from '@countersign/contracts';
import type { AccessStatus } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { ACCESS_STATUS, anyAccessStatus } from './access-status.js';
import type { AccessState } from './request-change.js';

let models: TestReadModels;

beforeAll(async () => {
  models = await testReadModels();
}, 120_000);
afterAll(() => models.close());

/** Microseconds from now, the resolution of the clock: before, at and after a bound. */
const OFFSETS = [-1, 0, 1] as const;

interface Access {
  window: { start: number; end: number } | null;
  checkedOut: boolean;
  state: AccessState | null;
}

const windows = OFFSETS.flatMap((start) => OFFSETS.map((end) => ({ start, end })));
const states: AccessState[] = ['standing', 'checked-in', 'ended', 'revoked'];
const everyUse = states.flatMap((state) => [false, true].map((checkedOut) => ({ checkedOut, state })));

/** An access that was not granted has no other state. */
const combinations: Access[] = [
  { window: null, checkedOut: false, state: null },
  ...windows.flatMap((window) => everyUse.map((use) => ({ window, ...use }))),
];

/** A second implementation of the rule. */
function expected({ window, checkedOut, state }: Access): AccessStatus | null {
  if (!window || !state) return null;
  if (state !== 'standing') return state;
  if (window.end <= 0) return 'ended';
  if (checkedOut) return 'checked-out';
  return window.start <= 0 ? 'available' : 'scheduled';
}

const INSERT = `
  INSERT INTO reporting.request
         (id, status, requester_issuer, requester_id, resource, resource_key, account, account_key, duration, unmatched,
          self_approved, submitted_position, terms, submitted_at, access_starts_at, access_ends_at, checked_out_at,
          access_state, access_over_at)
  SELECT ('01990000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'approved', '', '', '', '', '', '', '', false,
         false, n, '', now(), now() + starts * interval '1 microsecond', now() + ends * interval '1 microsecond',
         CASE WHEN out THEN now() END, state, CASE WHEN state <> 'standing' THEN now() END
    FROM json_to_recordset($1) AS row (n int, starts int, ends int, out boolean, state text)`;

const rows = combinations.map(({ window, checkedOut, state }, n) => ({
  n,
  starts: window?.start ?? null,
  ends: window?.end ?? null,
  out: checkedOut,
  state,
}));

/** Within a transaction `now()` does not change, so that rows are written and read exactly at the bound. */
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

/** Numbers of the combinations that match the filter. */
const found = (wanted: AccessStatus[]) =>
  atOneInstant(async (manager) => {
    const ids = await manager.query<{ id: string }[]>(
      `SELECT r.id FROM reporting.request AS r WHERE ${anyAccessStatus(wanted)} ORDER BY r.id`,
    );
    return ids.map(({ id }) => Number(id.slice(-12)));
  });

const having = (wanted: AccessStatus[]) =>
  combinations.flatMap((one, n) => (wanted.some((status) => expected(one) === status) ? [n] : []));

it('gives the status of every combination, before, at and after each bound', async () => {
  const values = await atOneInstant((manager) =>
    manager.query<{ status: AccessStatus | null }[]>(
      `SELECT ${ACCESS_STATUS} AS status FROM reporting.request AS r ORDER BY r.id`,
    ),
  );
  expect(values.map(({ status }) => status)).toEqual(combinations.map(expected));
});

it.each(accessStatus.options)('finds the accesses that are %s, and no other', async (status) => {
  expect(having([status])).not.toHaveLength(0);
  expect(await found([status])).toEqual(having([status]));
});

it('finds the accesses of any of several statuses', async () => {
  const wanted: AccessStatus[] = ['scheduled', 'checked-out', 'ended'];
  expect(await found(wanted)).toEqual(having(wanted));
});
