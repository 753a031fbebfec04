import { Client } from 'pg';
import type { PersonalDataErased } from '@countersign/contracts';
import { createDecideRunner } from '../runner/create-decide-runner.js';
import type { AnyFolding, Fold } from '../decide-runner.js';
import { appendOf, noted, to } from '../testing/append-of.js';
import { whyErased } from '../testing/private-texts.contract.js';
import { testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';
import { eraseTexts } from './erase-texts.js';
import type { PostgresEventLog } from './postgres-event-log.js';
import { storedPages } from './stored-events.js';

describe('eraseTexts', () => {
  let test: TestLog;
  let log: PostgresEventLog;
  beforeEach(async () => {
    test = await testLog();
    log = test.open();
    await Promise.all(Array.from({ length: 20 }, (_, i) => log.append(appendOf([to(`s-${i}`, 0)]))));
  });
  afterEach(() => test.drop());

  const erase = (ranges: [number, number][]) =>
    eraseTexts(test.admin, { log: 'request', ranges, ...whyErased });
  const withoutText = async () =>
    (await log.readFrom(1, 1000)).filter((event) => event.private === null && event.privateHash !== null);
  const erasures = async () =>
    (await log.readStream<PersonalDataErased>('erasures')).map(({ data }) => data.ranges);

  it('returns how many events it has emptied', async () => {
    expect(
      await erase([
        [2, 3],
        [9, 9],
      ]),
    ).toBe(3);
    expect((await withoutText()).map(({ position }) => position)).toEqual([2, 3, 9]);
    expect(await log.verify()).toMatchObject({ intact: true, head: { position: 21 } });
  });

  it('can be repeated: events without a text are skipped, and nothing is recorded again', async () => {
    await erase([[2, 3]]);
    expect(await erase([[2, 3]])).toBe(0);
    expect(
      await erase([
        [2, 3],
        [7, 8],
      ]),
    ).toBe(2);
    expect(await erasures()).toEqual([[[2, 3]], [[7, 8]]]);
  });

  it('erases nothing if the event that records the erasure is not stored', async () => {
    await test.admin.query(`ALTER TABLE request.event ADD CHECK (type <> 'personal_data.erased')`);
    await expect(erase([[1, 20]])).rejects.toMatchObject({ code: '23514' });
    expect(await withoutText()).toEqual([]);
    expect((await log.head()).position).toBe(20);
    expect(await log.verify()).toMatchObject({ intact: true });
  });

  it('records nothing if the texts cannot be emptied', async () => {
    await test.admin.query(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$;
      CREATE TRIGGER fail BEFORE UPDATE ON request.event FOR EACH ROW WHEN (OLD.position = 15) EXECUTE FUNCTION fail()`);
    await expect(erase([[1, 20]])).rejects.toThrow('not now');
    expect(await withoutText()).toEqual([]);
    expect(await erasures()).toEqual([]);
  });

  it('makes an erasure wait for another erasure, while appends continue', async () => {
    const others = await Promise.all([testAdmin(test), testAdmin(test)]);
    const [first, second] = await Promise.all([
      eraseTexts(others[0], { log: 'request', ranges: [[1, 10]], ...whyErased }),
      eraseTexts(others[1], { log: 'request', ranges: [[5, 20]], ...whyErased }),
      ...Array.from({ length: 50 }, (_, i) => log.append(appendOf([to(`t-${i}`, 0)]))),
    ]);
    await Promise.all(others.map((client) => client.end()));
    expect(first + second).toBe(20);
    expect(await log.verify()).toMatchObject({ intact: true, head: { position: 72 } });
  });

  it('cannot be undone: verification finds a text that somebody puts back', async () => {
    const [stored] = await log.readStored(4, 1);
    const text = stored?.private;
    await erase([[4, 4]]);
    await test.admin.query('SET ROLE countersign_owner');
    const back = 'UPDATE request.event SET private = $1, erased_at = NULL WHERE position = 4';
    await expect(test.admin.query(back, [text])).rejects.toMatchObject({ code: '42501' });
    await test.admin.query('RESET ROLE; ALTER TABLE request.event DISABLE TRIGGER ALL');
    await test.admin.query(back, [text]);
    expect(await log.verify()).toMatchObject({ intact: false, position: 4, kind: 'changed' });
  });

  it('clears the states that the runners of this and of another instance have folded', async () => {
    const names: Fold<string[], AnyFolding> = {
      initialState: [],
      evolve: (seen, event) => [...seen, event.private?.name ?? 'erased'],
    };
    const runners = [log, test.open()].map((one) => createDecideRunner(one, { streamsOf: () => ['s-3'] }));
    for (const runner of runners) expect((await runner.read('s-3', names)).state).toEqual(['Alice Archer']);
    await erase([[1, 20]]);
    for (const runner of runners) expect((await runner.read('s-3', names)).state).toEqual(['erased']);
  });
});

async function testAdmin({ database }: TestLog): Promise<Client> {
  const client = new Client({ connectionString: database.adminUrl });
  await client.connect();
  return client;
}

describe('storedPages', () => {
  it('returns every event as it is stored, page by page, from a position on', async () => {
    const test = await testLog();
    const log = test.open();
    await log.append(appendOf([to('a', 0, ...Array.from({ length: 1_500 }, () => noted()))]));
    const pages: number[][] = [];
    for await (const page of storedPages(test.admin, 'request'))
      pages.push(page.map(({ position }) => position));
    expect(pages.map(({ length }) => length)).toEqual([1_000, 500]);
    expect(pages.flat()).toEqual(Array.from({ length: 1_500 }, (_, i) => i + 1));
    const last: unknown[] = [];
    for await (const page of storedPages(test.admin, 'request', 1_499)) last.push(page);
    expect(last).toEqual([await log.readStored(1_499, 2)]);
    await test.drop();
  });
});
