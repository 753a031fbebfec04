import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { Client, Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { jwks, TICKET_TYPE, ticketClaims } from '@countersign/contracts';
import { installLog } from '@countersign/event-log';
import { FixedClock } from '@countersign/platform';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { TicketSigner } from '../tickets/ticket-signer.js';
import { OVERLAP_MS } from './key-ring.js';
import { insertKey, installSigningKeys, readKeys } from './key-table.js';
import { rotateKey } from './rotate-keys.js';
import { newSealedKey, UnreadableKeys } from './sealed-key.js';
import { SigningKeys } from './signing-keys.js';

const ROLE = 'countersign_request_keys';
const MINUTE = 60_000;
const newSecret = () => new Uint8Array(randomBytes(32));

let database: TestDatabase;
let admin: Client;
let pools: Pool[];
let secret: Uint8Array;
let clock: FixedClock;
/** Local time of the instances, in milliseconds: keys are read again every 5 s. */
let local: number;

beforeAll(async () => {
  database = await testPostgres();
  await database.createRole(ROLE);
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await installLog(admin, { log: 'request', serviceRole: ROLE });
  const roles = { serviceRole: ROLE, ownerRole: 'countersign_owner' };
  await installSigningKeys(admin, roles);
  await installSigningKeys(admin, roles);
}, 60_000);

beforeEach(async () => {
  await admin.query('TRUNCATE request.signing_key');
  pools = [];
  secret = newSecret();
  local = 0;
  clock = new FixedClock(new Date());
});
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
});

afterAll(async () => {
  await admin.end();
  await database.drop();
});

/** An instance of the service: connections and memory of its own. */
function instance(itsSecret = secret): SigningKeys {
  const pool = new Pool({ connectionString: database.urlFor(ROLE), max: 2 });
  pools.push(pool);
  return new SigningKeys(pool, itsSecret, clock, () => local);
}

async function started(itsSecret = secret): Promise<SigningKeys> {
  const keys = instance(itsSecret);
  await keys.prepare();
  return keys;
}

const rotate = (
  options: Partial<Parameters<typeof rotateKey>[2]> = {},
  purpose: 'ticket' | 'audit' = 'ticket',
) => rotateKey(admin, purpose, { secret, now: false, revokesOlder: false, ...options });
const kidOf = (jws: string) => decodeProtectedHeader(jws).kid;
const sign = (keys: SigningKeys) => keys.signWith('ticket', { n: 1 }, 'test+jwt');
const kids = async (keys: SigningKeys, purpose = 'ticket') =>
  (await keys.published()).keys.map(({ kid }) => kid).filter((kid) => kid.startsWith(purpose));
const verifies = async (keys: SigningKeys, jws: string) =>
  jwtVerify(jws, createLocalJWKSet(await keys.published()), { typ: 'test+jwt' }).then(
    () => true,
    () => false,
  );

describe('the first start', () => {
  it('creates one key per purpose, however many instances start at once', async () => {
    const all = Array.from({ length: 6 }, () => instance());
    await Promise.all(all.map((keys) => keys.prepare()));
    const sets = await Promise.all(all.map((keys) => keys.published()));
    for (const set of sets) expect(set).toEqual(sets[0]);
    expect(jwks.parse(sets[0]).keys.map(({ kid }) => kid.split('-')[0])).toEqual(['ticket', 'audit']);
    expect((await database.sql('SELECT FROM request.signing_key')).length).toBe(2);
  });

  it('stores no readable part of a private key', async () => {
    await started();
    const [row] = await database.sql<{ all: string }>(
      'SELECT jsonb_agg(to_jsonb(k))::text AS all FROM request.signing_key k',
    );
    expect(row?.all).not.toMatch(/"d"/);
  });

  it('fails with a secret that opens no key, and creates no key', async () => {
    await started();
    await expect(started(newSecret())).rejects.toThrow(UnreadableKeys);
    await expect(started(newSecret())).rejects.toThrow(/TICKET_KEY_SECRET/);
    expect((await database.sql('SELECT FROM request.signing_key')).length).toBe(2);
  });
});

describe('the role of the service', () => {
  it('can read and add keys, but not change them', async () => {
    await started();
    const [pool] = pools;
    for (const statement of [
      'UPDATE request.signing_key SET revokes_older = true',
      'DELETE FROM request.signing_key',
      'TRUNCATE request.signing_key',
      'ALTER TABLE request.signing_key ADD COLUMN mine int',
      `INSERT INTO request.signing_key (ordinal, kid, purpose, public_key, sealed, signs_from)
       OVERRIDING SYSTEM VALUE VALUES (9, 'k', 'ticket', '{}', '', now())`,
    ])
      await expect(pool!.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a signature', () => {
  it('is a compact JWS of the type that was asked for, with the key of its purpose', async () => {
    const keys = await started();
    const jws = await keys.signWith('audit', { head: 7 }, 'checkpoint+jwt');
    expect(decodeProtectedHeader(jws)).toEqual({
      alg: 'EdDSA',
      typ: 'checkpoint+jwt',
      kid: (await kids(keys, 'audit'))[0],
    });
    const { payload } = await jwtVerify(jws, createLocalJWKSet(await keys.published()));
    expect(payload).toEqual({ head: 7 });
  });

  it('of a ticket is verified with the published keys', async () => {
    const keys = await started();
    const settings = { issuer: 'https://cs.example', audience: 'countersign-tickets', lifetimeSeconds: 60 };
    const requester = { issuer: 'https://id.example', id: 'alice', name: 'Alice', email: null };
    const [startsAt, endsAt] = [0, MINUTE].map((ms) => new Date(clock.now().getTime() + ms).toISOString());
    const grant = { ticketId: uuidv7(), requestId: uuidv7(), requester, resource: 'db', account: 'admin' };
    const ticket = await new TicketSigner(keys, settings).sign(
      { ...grant, policy: null, startsAt: startsAt!, endsAt: endsAt! },
      clock.now(),
    );
    const { payload } = await jwtVerify(ticket, createLocalJWKSet(await keys.published()), {
      issuer: settings.issuer,
      audience: settings.audience,
      typ: TICKET_TYPE,
      algorithms: ['EdDSA'],
    });
    expect(ticketClaims.parse(payload)).toMatchObject({ sub: 'alice', jti: grant.ticketId, resource: 'db' });
  });
});

describe('a rotation', () => {
  it('reaches running instances within 5 s: the key is published at once, and signs ten minutes later', async () => {
    const keys = await started();
    const [first] = await kids(keys);
    const { kid: second, signsFrom } = await rotate();
    expect(await kids(keys)).toEqual([first]);
    local += 5_000;
    expect(await kids(keys)).toEqual([first, second]);
    expect(kidOf(await sign(keys))).toBe(first);
    clock.set(new Date(signsFrom.getTime() - 1));
    expect(kidOf(await sign(keys))).toBe(first);
    clock.set(signsFrom);
    expect(kidOf(await sign(keys))).toBe(second);
    const [row] = await database.sql<{ seconds: number }>(
      'SELECT extract(epoch FROM signs_from - created_at)::float8 AS seconds FROM request.signing_key WHERE kid = $1',
      [second],
    );
    expect(row?.seconds).toBeCloseTo(600, 0);
  });

  it('keeps tokens of the former key verifiable only during the overlap', async () => {
    const keys = await started();
    const old = await sign(keys);
    const { signsFrom, kid } = await rotate({ now: true });
    local += 5_000;
    clock.set(new Date(signsFrom.getTime() + OVERLAP_MS - 1));
    expect(await verifies(keys, old)).toBe(true);
    clock.set(new Date(signsFrom.getTime() + OVERLAP_MS));
    expect(await verifies(keys, old)).toBe(false);
    expect(await kids(keys)).toEqual([kid]);
  });

  it('that revokes removes the older keys of its purpose at once, and no others', async () => {
    const keys = await started();
    const old = await sign(keys);
    const audit = await kids(keys, 'audit');
    await rotate();
    const { kid } = await rotate({ revokesOlder: true });
    local += 5_000;
    expect(await verifies(keys, old)).toBe(false);
    expect(await kids(keys)).toEqual([kid]);
    expect(kidOf(await sign(keys))).toBe(kid);
    expect(await kids(keys, 'audit')).toEqual(audit);
  });

  it('creates one key after the other when many run at once', async () => {
    await started();
    const admins = Array.from({ length: 5 }, () => new Pool({ connectionString: database.adminUrl, max: 1 }));
    pools.push(...admins);
    const wish = { secret, now: false, revokesOlder: false };
    const clients = await Promise.all(admins.map((pool) => pool.connect()));
    await Promise.all(clients.map((client) => rotateKey(client, 'ticket', wish)));
    for (const client of clients) client.release();
    const follows = await database.sql<{ ordinal: string; previous: string | null }>(
      `SELECT ordinal, previous FROM request.signing_key WHERE purpose = 'ticket' ORDER BY ordinal`,
    );
    expect(follows).toHaveLength(6);
    expect(follows.map(({ previous }) => previous)).toEqual([
      null,
      ...follows.slice(0, -1).map(({ ordinal }) => ordinal),
    ]);
  });

  it('with another secret is refused, unless it revokes the older keys', async () => {
    await started();
    const other = newSecret();
    await expect(rotate({ secret: other, now: true })).rejects.toThrow(/TICKET_KEY_SECRET/);
    expect(await rotate({ secret: other, revokesOlder: true })).toMatchObject({ isNewSecret: true });
    await rotate({ secret: other, revokesOlder: true }, 'audit');
    expect(await rotate({ secret: other, revokesOlder: true })).toMatchObject({ isNewSecret: false });
    const restarted = await started(other);
    expect(await kids(restarted)).toHaveLength(1);
  });
});

describe('a row that an attacker put into the table', () => {
  const put = async (key: Awaited<ReturnType<typeof newSealedKey>>) =>
    insertKey(admin, key, {
      delaySeconds: 0,
      revokesOlder: true,
      after: (await readKeys(admin)).findLast(({ purpose }) => purpose === key.purpose)?.ordinal ?? null,
    });

  it('is ignored without the secret: it is not published, does not sign, and revokes nothing', async () => {
    const keys = await started();
    const before = await kids(keys);
    await put(await newSealedKey('ticket', newSecret()));
    local += 5_000;
    expect(await kids(keys)).toEqual(before);
    expect(await verifies(keys, await sign(keys))).toBe(true);
  });

  it('is ignored if it has another purpose or another public part', async () => {
    const keys = await started();
    await admin.query(
      `UPDATE request.signing_key SET purpose = 'ticket', previous = 0 WHERE purpose = 'audit'`,
    );
    local += 5_000;
    expect((await keys.published()).keys.map(({ kid }) => kid.split('-')[0])).toEqual(['ticket']);
    const { publicKey } = await newSealedKey('ticket', secret);
    await admin.query(`UPDATE request.signing_key SET public_key = $1`, [JSON.stringify(publicKey)]);
    local += 5_000;
    expect((await keys.published()).keys).toEqual([]);
    await expect(sign(keys)).rejects.toThrow(UnreadableKeys);
  });
});

describe('while the database does not answer', () => {
  it('fresh keys still sign and older keys are not trusted; the service recovers by itself', async () => {
    const keys = await started();
    await sign(keys);
    const [pool] = pools;
    const query = jest.spyOn(pool!, 'query').mockImplementation(() => {
      throw new Error('gone');
    });
    local += 4_999;
    await sign(keys);
    local += 1;
    await expect(sign(keys)).rejects.toMatchObject({ code: 'unavailable', status: 503 });
    query.mockRestore();
    await sign(keys);
  });
});
