import { logNames } from '@countersign/contracts';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import { eventually } from '@countersign/testing';
import { installation, ISSUER, person } from '../testing/installation.js';
import type { Installation } from '../testing/installation.js';
import { startServices } from '../testing/services.js';
import type { Services } from '../testing/services.js';
import { alice, bob, OTHER_ISSUER, tellStories } from '../testing/stories.js';
import { erase } from '../erase/erase.js';
import type { SoughtPerson } from './naming.js';
import { personalData, inWords } from './personal-data.js';

jest.setTimeout(120_000);

interface ShownEvent extends Omit<RecordedEvent, 'private'> {
  because: 'actor' | 'named';
  private?: Record<string, string> | null;
}
interface Document {
  person: SoughtPerson;
  logs: Record<LogName, ShownEvent[]>;
  readModels: Record<string, Record<string, unknown>[]>;
  seenApprovers: { issuer: string; id: string; lastDay: string }[];
  parkedEvents: { schema: string; consumer: string; log: string; position: number; event: ShownEvent }[];
}

const SOUGHT = { id: 'alice', issuer: ISSUER };

let world: Installation;
let services: Services;

beforeEach(async () => {
  world = await installation();
  services = await startServices(world);
});
afterEach(async () => {
  await services.stop();
  await world.close();
});

async function dataOf(sought: SoughtPerson): Promise<{ text: string; document: Document; found: string }> {
  let text = '';
  const found = await personalData(world.config, sought, (part) => {
    text += part;
    return Promise.resolve();
  });
  return { text, document: JSON.parse(text) as Document, found: inWords(found, sought) };
}

function projected(): Promise<void> {
  return eventually(
    'the projection has caught up',
    async () => {
      const rows = await world.database.sql<{ position: number }>(
        `SELECT position::int FROM reporting.consumer_cursor WHERE consumer = 'hearing' ORDER BY log`,
      );
      const ends = await Promise.all(
        [...logNames].sort().map(async (log) => (await world.logs[log].head()).position),
      );
      return JSON.stringify(rows.map(({ position }) => position)) === JSON.stringify(ends);
    },
    30_000,
  );
}

/** Searches in the text of the body: canonical JSON sorts the members of an object. */
async function namedIn(log: LogName, id: string, issuer: string): Promise<number[]> {
  const events = await world.logs[log].readStored(1, 10_000);
  const person = `"id":${JSON.stringify(id)},"issuer":"${issuer}"`;
  const approver = `"id":${JSON.stringify(id)},"type":"user"`;
  return events
    .filter(({ body }) => body.includes(person) || body.includes(approver))
    .map(({ position }) => position);
}

const byAlice = ({ actor }: ShownEvent): boolean =>
  actor.kind === 'person' && actor.id === 'alice' && actor.issuer === ISSUER;

describe('the exported data of a person', () => {
  it('contain every event that they caused, with its texts, and every event that names them, without the texts of others', async () => {
    await tellStories(world);
    const { document } = await dataOf(SOUGHT);
    expect(document.person).toEqual(SOUGHT);
    for (const log of logNames) {
      const shown = document.logs[log];
      expect(shown.map(({ position }) => position)).toEqual(await namedIn(log, 'alice', ISSUER));
      for (const event of shown) {
        expect(event.because).toBe(byAlice(event) ? 'actor' : 'named');
        if (!byAlice(event)) expect(event).not.toHaveProperty('private');
        else
          expect(event.private).toMatchObject({
            name: 'Name-of-alice',
            email: 'alice@mail.example.com',
            address: '192.0.2.7',
          });
      }
    }
    const submitted = document.logs.request.find(({ type }) => type === 'request.submitted');
    expect(submitted?.private).toEqual({ ...alice.personal, justification: 'reason of alice for rejected' });
    const kinds = new Set(Object.values(document.logs).flatMap((events) => events.map(({ type }) => type)));
    for (const type of [
      'policy.created',
      'policy.updated',
      'request.rejected',
      'approval.decided',
      'attempt.refused',
    ])
      expect(kinds).toContain(type);
    const logs = JSON.stringify(document.logs);
    for (const text of [
      String(bob.personal?.name),
      String(bob.personal?.email),
      'comment on rejected',
      '"salt"',
    ])
      expect(logs).not.toContain(text);
    for (const text of ['comment on checked-in', 'reason of alice for pending']) expect(logs).toContain(text);
  });

  it('contain when a token of theirs was last seen', async () => {
    await world.admin.query(`
      INSERT INTO policy.seen_approver (type, issuer, id, appearance, last_day)
      VALUES ('user', '${ISSUER}', 'alice', 'user:alice', '2026-03-01'), ('user', '${ISSUER}', 'bob', 'user:bob', '2026-03-01'),
             ('user', '${OTHER_ISSUER}', 'alice', 'user:alice', '2026-03-02'), ('group', '${ISSUER}', 'alice', 'group:alice', '2026-03-01')`);
    const { document, found } = await dataOf(SOUGHT);
    expect(document.seenApprovers).toEqual([{ issuer: ISSUER, id: 'alice', lastDay: '2026-03-01' }]);
    expect(found).toContain('1 rows of seen approvers');
    expect((await dataOf({ id: 'alice', issuer: null })).document.seenApprovers).toHaveLength(2);
  });

  it('contain only the rows of read models that name them', async () => {
    await tellStories(world);
    await projected();
    const keysOf = ({ log, position }: Record<string, unknown>): string =>
      `${String(log)} ${String(position)}`;
    const rowsOf = async (sought: SoughtPerson) => (await dataOf(sought)).document.readModels;
    const where = async (condition: string): Promise<string[]> =>
      (await world.database.sql(`SELECT log, position FROM reporting.heard WHERE ${condition}`))
        .map(keysOf)
        .sort();

    const ofAlice = await rowsOf(SOUGHT);
    expect(Object.keys(ofAlice)).toEqual(['heard']);
    expect(ofAlice['heard']?.map(keysOf).sort()).toEqual(
      await where(`actor_id = 'alice' AND actor_issuer = '${ISSUER}'`),
    );
    expect(ofAlice['heard']?.[0]?.['words']).toContain('name-of-alice');
    const ofBob = await rowsOf({ id: 'bob', issuer: null });
    expect(ofBob['heard']?.map(keysOf).sort()).toEqual(
      await where(`actor_id = 'bob' OR 'user:bob' = ANY (open_to)`),
    );
  });

  it('leave out the tables that a rebuild is filling', async () => {
    await tellStories(world);
    await projected();
    await world.database.sql('CREATE TABLE reporting.heard__next (LIKE reporting.heard)');
    await world.database.sql(`INSERT INTO reporting.heard__next SELECT * FROM reporting.heard`);
    const [{ owner } = { owner: '' }] = await world.database.sql<{ owner: string }>(
      `SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE oid = 'reporting.heard'::regclass`,
    );
    await world.database.sql(`ALTER TABLE reporting.heard__next OWNER TO ${owner}`);
    const { document } = await dataOf(SOUGHT);
    expect(Object.keys(document.readModels)).toEqual(['heard']);
  });

  it('contain parked events', async () => {
    services.poison.add('policy-p');
    await tellStories(world);
    await projected();
    const { document } = await dataOf(SOUGHT);
    expect(
      document.parkedEvents.map(({ schema, consumer, log, position, event }) => [
        schema,
        consumer,
        log,
        position,
        event.private?.['name'],
      ]),
    ).toEqual([
      ['reporting', 'hearing', 'policy', 1, 'Name-of-alice'],
      ['reporting', 'hearing', 'policy', 2, undefined],
    ]);
    expect(JSON.stringify(document.parkedEvents)).not.toContain('Name-of-bob');
    expect((await dataOf({ id: 'carol', issuer: null })).document.parkedEvents).toEqual([]);
  });

  it('cover every issuer if none is given', async () => {
    await tellStories(world);
    const { document, found } = await dataOf({ id: 'alice', issuer: null });
    const issuers = document.logs.request.flatMap(({ actor }) =>
      actor.kind === 'person' && actor.id === 'alice' ? [actor.issuer] : [],
    );
    expect([...new Set(issuers)].sort()).toEqual([ISSUER, OTHER_ISSUER]);
    expect(found).toContain(`the person caused events under: ${ISSUER}, ${OTHER_ISSUER}.`);
    const elsewhere = await dataOf({ id: 'alice', issuer: OTHER_ISSUER });
    expect(elsewhere.document.logs.request.map(({ type }) => type)).toEqual(['request.refused']);
    expect(elsewhere.text).not.toContain(`"${ISSUER}"},"because":"actor"`);
  });

  it('are found by any id, however it is written', async () => {
    const id = `CORP\\we"ird 'ü',{x}`;
    const odd = person(id);
    const requester = { issuer: ISSUER, id };
    await world.tell({
      log: 'request',
      by: odd,
      type: 'request.refused',
      data: { requestId: 'odd', requester },
    });
    const approvers = [{ type: 'user', id }];
    await world.tell({
      log: 'policy',
      by: bob,
      type: 'policy.created',
      stream: 'policy-o',
      data: { policyId: 'o', approvers },
    });
    await projected();
    const { document } = await dataOf({ id, issuer: ISSUER });
    expect(document.logs.request.map(({ because }) => because)).toEqual(['actor']);
    expect(document.logs.policy.map(({ because }) => because)).toEqual(['named']);
    expect(document.readModels['heard']).toHaveLength(2);
  });

  it('contain no erased texts, and say when they were erased', async () => {
    await tellStories(world);
    await erase(world.config, { whose: { kind: 'person', ...SOUGHT }, by: 'op', reason: 'r' });
    const { document } = await dataOf(SOUGHT);
    const [created] = document.logs.policy;
    expect(created).toMatchObject({
      because: 'actor',
      private: null,
      erasedAt: expect.any(String) as unknown,
    });
    expect(document.logs.policy.at(-1)).toMatchObject({ because: 'named', type: 'personal_data.erased' });
  });

  it('are empty for a person without data', async () => {
    await tellStories(world);
    const { document, found } = await dataOf({ id: 'nobody', issuer: null });
    expect(document).toEqual({
      person: { id: 'nobody', issuer: null },
      logs: { policy: [], request: [], approval: [] },
      readModels: { heard: [] },
      parkedEvents: [],
      seenApprovers: [],
    });
    expect(found).toBe(
      'Found 0 events, 0 rows of read models, 0 parked events and 0 rows of seen approvers.',
    );
  });

  it('are complete for a long log, however slowly the output is read', async () => {
    const tell = (i: number) =>
      world.tell({
        log: 'policy',
        by: i % 2 ? bob : alice,
        type: 'policy.updated',
        stream: `policy-${i}`,
        data: {},
      });
    for (let i = 0; i < 2_400; i += 200)
      await Promise.all(Array.from({ length: 200 }, (_, n) => tell(i + n)));
    await projected();
    let taken = 0;
    const found = await personalData(world.config, SOUGHT, async () => {
      if (++taken % 100 === 0) await world.admin.query('SELECT pg_sleep(0.005)');
    });
    expect(found).toMatchObject({ events: 1_200, rows: 1_200 });
  });
});

describe('the read models', () => {
  it('are read with the rights of their service, so that none of its code runs as the administrator', async () => {
    await world.admin.query(`
      SET ROLE countersign_reporting;
      CREATE TYPE reporting.trap AS ENUM ('alice');
      CREATE FUNCTION reporting.spring(reporting.trap) RETURNS json LANGUAGE plpgsql AS $$
      BEGIN
        IF (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN RAISE EXCEPTION 'it runs as an administrator'; END IF;
        RETURN json_build_object('type', 'user', 'id', $1::text);
      END $$;
      CREATE CAST (reporting.trap AS json) WITH FUNCTION reporting.spring(reporting.trap);
      CREATE TABLE reporting.trapped (one reporting.trap);
      INSERT INTO reporting.trapped VALUES ('alice');
      RESET ROLE`);
    const asAdmin = world.admin.query('SELECT to_json(t) FROM reporting.trapped AS t');
    await expect(asAdmin).rejects.toThrow('it runs as an administrator');
    expect((await dataOf(SOUGHT)).document.readModels['trapped']).toEqual([
      { one: { type: 'user', id: 'alice' } },
    ]);
  });

  it('cannot be read without the password of their service', async () => {
    const { DATABASE_PASSWORD_REPORTING: _, ...without } = world.config;
    const nothing = () => Promise.reject(new Error('nothing may be written'));
    await expect(personalData(without, SOUGHT, nothing)).rejects.toThrow(/needs DATABASE_PASSWORD_REPORTING/);
    const wrong = { ...world.config, DATABASE_PASSWORD_REPORTING: 'another-password' };
    await expect(personalData(wrong, SOUGHT, nothing)).rejects.toThrow(/^PostgreSQL cannot be reached: /);
  });
});
