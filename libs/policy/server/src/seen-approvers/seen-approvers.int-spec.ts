import { Client, Pool } from 'pg';
import type { Approver, Caller } from '@countersign/contracts';
import { installLog } from '@countersign/event-log';
import type { TokenVerifier } from '@countersign/platform';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { callBy } from '../testing/policy-service.js';
import { eraseSeenBefore, eraseSeenPerson, seenPerson } from './seen-person.js';
import { forgetSeen, installSeenApprovers } from './seen-table.js';
import { SeenApprovers } from './seen-approvers.js';

const ROLE = 'countersign_policy_seen';
const ISSUER = 'https://idp.example';
const user = (id: string): Approver => ({ type: 'user', id });
const group = (id: string): Approver => ({ type: 'group', id });
const caller = (id: string, ...groups: string[]): Caller => ({ ...callBy(id).caller, groups });

let database: TestDatabase;
let admin: Client;
let pool: Pool;
let noted: ((caller: Caller) => void)[];
let seen: SeenApprovers;

beforeAll(async () => {
  database = await testPostgres();
  await database.createRole(ROLE);
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await installLog(admin, { log: 'policy', serviceRole: ROLE });
  const roles = { serviceRole: ROLE, ownerRole: 'countersign_owner' };
  await installSeenApprovers(admin, roles);
  await installSeenApprovers(admin, roles);
}, 60_000);

beforeEach(async () => {
  await admin.query('TRUNCATE policy.seen_approver');
  pool = new Pool({ connectionString: database.urlFor(ROLE), max: 2 });
  noted = [];
  seen = instance();
});
afterEach(async () => {
  await seen.beforeApplicationShutdown();
  await pool.end();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

function instance(): SeenApprovers {
  const verifier: Pick<TokenVerifier, 'onVerified'> = { onVerified: (listener) => void noted.push(listener) };
  const made = new SeenApprovers(pool, verifier as TokenVerifier);
  made.onModuleInit();
  return made;
}

const rows = async () =>
  (
    await admin.query<{ type: string; id: string; days: number }>(
      `SELECT type, id, (clock_timestamp() AT TIME ZONE 'UTC')::date - last_day AS days
         FROM policy.seen_approver ORDER BY type, id`,
    )
  ).rows;
const age = (days: number) =>
  admin.query('UPDATE policy.seen_approver SET last_day = last_day - $1::int', [days]);

describe('the approvers that tokens have named', () => {
  it('are the people and groups of verified tokens, found by how they look', async () => {
    noted.forEach((note) => note(caller('dave', 'managers', 'security')));
    noted.forEach((note) => note(caller('Dave', 'managers')));
    expect(await seen.like([user('DAVE'), group('ｍanagers'), user('managers'), user('erin')])).toEqual([
      group('managers'),
      user('Dave'),
      user('dave'),
    ]);
    expect(await rows()).toHaveLength(4);
  });

  it('are no machines', async () => {
    noted.forEach((note) => note({ ...caller('client:vault'), kind: 'machine' }));
    expect(await seen.like([user('client:vault')])).toEqual([]);
  });

  it('are kept when the service ends, and by several instances at once', async () => {
    const other = instance();
    const many = Array.from({ length: 200 }, (_, i) => `group-${i}`);
    for (const note of noted) note(caller('dave', ...many));
    other.note(caller('erin', ...many.toReversed()));
    await Promise.all([seen.beforeApplicationShutdown(), other.beforeApplicationShutdown()]);
    expect(await rows()).toHaveLength(202);
  });

  it('are kept with the day of their last token', async () => {
    seen.note(caller('dave'));
    await seen.like([]);
    await age(30);
    const other = instance();
    other.note(caller('dave'));
    await other.like([]);
    expect(await rows()).toEqual([{ type: 'user', id: 'dave', days: 0 }]);
    await other.beforeApplicationShutdown();
  });

  it('wait while the database refuses them', async () => {
    seen.note(caller('dave'));
    await admin.query(`REVOKE INSERT ON policy.seen_approver FROM ${ROLE}`);
    expect(await seen.like([user('dave')])).toEqual([]);
    await admin.query(`GRANT INSERT ON policy.seen_approver TO ${ROLE}`);
    expect(await seen.like([user('dave')])).toEqual([user('dave')]);
  });

  it('count for 400 days, and are then deleted', async () => {
    seen.note(caller('dave'));
    await seen.like([]);
    await age(400);
    await forgetSeen(pool);
    expect(await seen.like([user('dave')])).toEqual([user('dave')]);
    await age(1);
    expect(await seen.like([user('dave')])).toEqual([]);
    expect(await rows()).toHaveLength(1);
    await forgetSeen(pool);
    expect(await rows()).toEqual([]);
  });
});

describe('an operator', () => {
  const elsewhere = (who: Caller): Caller => ({ ...who, issuer: 'https://other.example' });

  beforeEach(async () => {
    seen.note(caller('dave', 'managers'));
    seen.note(elsewhere(caller('dave')));
    seen.note(caller('erin'));
    await seen.like([]);
  });

  it('finds the rows of a person, under one issuer or all', async () => {
    const lastDay = new Date().toISOString().slice(0, 10);
    expect(await seenPerson(admin, { id: 'dave', issuer: ISSUER })).toEqual([
      { issuer: ISSUER, id: 'dave', lastDay },
    ]);
    expect(await seenPerson(admin, { id: 'dave', issuer: null })).toHaveLength(2);
    expect(await seenPerson(admin, { id: 'managers', issuer: null })).toEqual([]);
  });

  it('erases them, and nobody else’s', async () => {
    expect(await eraseSeenPerson(admin, { id: 'dave', issuer: ISSUER })).toBe(1);
    expect(await eraseSeenPerson(admin, { id: 'dave', issuer: null })).toBe(1);
    expect((await rows()).map(({ id }) => id)).toEqual(['managers', 'erin']);
  });

  it('erases what was last seen before a day', async () => {
    await age(10);
    seen = instance();
    seen.note(caller('frank'));
    await seen.like([]);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    expect(await eraseSeenBefore(admin, yesterday)).toBe(4);
    expect((await rows()).map(({ id }) => id)).toEqual(['frank']);
  });

  it('gives the service no right to change what it has seen', async () => {
    await expect(pool.query(`UPDATE policy.seen_approver SET id = 'x'`)).rejects.toThrow(/permission denied/);
  });
});
