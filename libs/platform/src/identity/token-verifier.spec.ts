import { createLocalJWKSet } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { createHmac } from 'node:crypto';
import { Unavailable } from '@countersign/contracts';
import { platformConfig } from '../config/base.config.js';
import { parseConfig } from '../config/config.js';
import { signed, signingKey } from '../testing/issuer.fake.js';
import type { SigningKey } from '../testing/issuer.fake.js';
import { tokenSettings } from './token-settings.js';
import { TokenVerifier } from './token-verifier.js';

const NOW = Date.parse('2026-01-31T09:00:00.000Z');
const at = (seconds: number) => NOW / 1000 + seconds;
const ISSUER = 'https://id.example.com';
const config = { OIDC_ISSUER: ISSUER, HTTP_PORT: '0', ROLE_POLICY_ADMIN_GROUPS: 'admins, policy-admins' };

let key: SigningKey;
let stranger: SigningKey;
let clock: number;
let lookups: number;

beforeAll(async () => {
  key = await signingKey('k1');
  stranger = await signingKey('k1');
});
beforeEach(() => {
  clock = NOW;
  lookups = 0;
});

function verifier(settings: Record<string, string> = {}): TokenVerifier {
  const keys = createLocalJWKSet({ keys: [key.jwk] });
  const counted: JWTVerifyGetKey = (...args) => {
    lookups++;
    return keys(...args);
  };
  return new TokenVerifier(
    tokenSettings(parseConfig(platformConfig, { ...config, ...settings })),
    counted,
    () => clock,
  );
}

const claims = (more: JWTPayload = {}): JWTPayload => ({
  iss: ISSUER,
  aud: 'countersign',
  sub: 'alice',
  iat: at(-10),
  exp: at(290),
  ...more,
});
const without = (name: string): JWTPayload =>
  Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name));
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const invalid = (detail: string | RegExp) => ({
  code: 'invalid-token',
  status: 401,
  message: typeof detail === 'string' ? detail : (expect.stringMatching(detail) as string),
});

describe('a good access token', () => {
  it('names the caller', async () => {
    const token = await signed(
      key,
      claims({
        name: 'Alice Archer',
        email: 'alice@example.com',
        groups: ['engineers', 'admins'],
        amr: ['pwd', 'otp'],
        acr: 'countersign:mfa',
        auth_time: at(-60),
      }),
    );
    expect(await verifier().verify(token)).toEqual({
      kind: 'person',
      issuer: ISSUER,
      id: 'alice',
      name: 'Alice Archer',
      email: 'alice@example.com',
      groups: ['engineers', 'admins'],
      roles: ['policy-admin'],
      authentication: {
        methods: ['pwd', 'otp'],
        contextClass: 'countersign:mfa',
        at: new Date(NOW - 60_000),
      },
      tokenExpiresAt: new Date(NOW + 290_000),
    });
  });

  it('may have few claims', async () => {
    expect(await verifier().verify(await signed(key, claims()))).toMatchObject({
      name: 'alice',
      email: null,
      groups: [],
      roles: [],
      authentication: { methods: [], contextClass: null, at: null },
    });
  });

  it.each([
    ['half a character', 'Al\ud83d Archer', 'Al  Archer'],
    ['control characters', 'Al\u0000ice\n', 'Al ice'],
    ['a character where it is cut', 'x'.repeat(255) + '\u{1f600}', 'x'.repeat(255)],
    ['nothing that shows', '\u0007\u200b', 'alice'],
    ['a change of direction', 'Al\u202eice', 'Alice'],
    ['a joiner, which some scripts need', 'نم\u200cا', 'نم\u200cا'],
  ])('may have a name with %s, which is recorded in a storable form', async (_, name, kept) => {
    expect((await verifier().verify(await signed(key, claims({ name })))).name).toBe(kept);
  });

  it('may have groups that no policy can name, which are ignored', async () => {
    const groups = ['a\u0000b', 'engineers', '\ud83d'];
    expect((await verifier().verify(await signed(key, claims({ groups })))).groups).toEqual(['engineers']);
  });

  it.each([
    ['al\u0000ice', 'must not contain U+0000, a control character, as character 3'],
    ['al\ud83dice', 'must not contain U+D83D, half of a surrogate pair, as character 3'],
    ['alice\u200b', 'must not contain U+200B, which is invisible, as character 6'],
    ['\u202ealice', 'must not contain U+202E, which changes the direction of text, as character 1'],
    ['alice ', 'must not end with U+0020, white space, as character 6'],
    ['\u0430lice', 'must not mix scripts: U+006C (l) is Latin, unlike the characters before it'],
  ])('cannot have the id %j, which is not what it looks like', async (sub, reason) => {
    const verified = verifier().verify(await signed(key, claims({ sub })));
    await expect(verified).rejects.toMatchObject(
      invalid(`The id in the access token (claim sub) ${reason}.`),
    );
  });

  it('may have an id of words in several scripts, and with NAMES=any a word, too', async () => {
    const id = async (sub: string, settings = {}) =>
      (await verifier(settings).verify(await signed(key, claims({ sub })))).id;
    expect(await id('иван@example.com')).toBe('иван@example.com');
    expect(await id('\u0430lice', { NAMES: 'any' })).toBe('\u0430lice');
  });

  it('has its id and groups in one form, whichever the issuer writes', async () => {
    const written = claims({ sub: 'zoe\u0308', groups: ['e\u0301quipe', 'policy-admins'] });
    const { id, groups } = await verifier({ ROLE_AUDITOR_GROUPS: 'e\u0301quipe' }).verify(
      await signed(key, written),
    );
    expect([id, groups]).toEqual(['zo\u00eb', ['\u00e9quipe', 'policy-admins']]);
  });

  it('may have groups that may be mistaken for others: they match no role, and are reported', async () => {
    const refused = ['m\u0430nagers', 'admins\u200b', 'policy-admins '];
    const reported: string[] = [];
    const settings = tokenSettings(parseConfig(platformConfig, config));
    const report = (all: readonly { group: string }[]) => reported.push(...all.map(({ group }) => group));
    const verifying = new TokenVerifier(
      settings,
      createLocalJWKSet({ keys: [key.jwk] }),
      () => clock,
      report,
    );
    const caller = await verifying.verify(await signed(key, claims({ groups: ['engineers', ...refused] })));
    expect(caller).toMatchObject({ groups: ['engineers'], roles: [] });
    expect(reported).toEqual(refused);
  });

  it('may name several audiences, and its type in full', async () => {
    const token = await signed(key, claims({ aud: ['other', 'countersign'] }), { typ: 'application/AT+jwt' });
    expect(await verifier().verify(token)).toMatchObject({ id: 'alice' });
  });

  it('may carry its claims under other names', async () => {
    const token = await signed(key, claims({ oid: '0a1b', upn: 'a@corp', teams: 'security', nick: 'Al' }));
    const settings = {
      OIDC_ID_CLAIM: 'oid',
      OIDC_EMAIL_CLAIM: 'upn',
      OIDC_GROUPS_CLAIM: 'teams',
      OIDC_NAME_CLAIM: 'nick',
    };
    const expected = { id: '0a1b', email: 'a@corp', groups: ['security'], name: 'Al' };
    expect(await verifier(settings).verify(token)).toMatchObject(expected);
  });
});

describe('a token is refused when it', () => {
  it.each([
    ['has expired', claims({ iat: at(-300), exp: at(0) }), 'The access token has expired.'],
    ['is not valid yet', claims({ nbf: at(30) }), 'The access token is not valid yet.'],
    ['is issued in the future', claims({ iat: at(30) }), 'The access token is issued in the future.'],
    ['is for another audience', claims({ aud: 'payroll' }), 'The access token is for another audience.'],
    ['has no audience', without('aud'), 'The access token is for another audience.'],
    [
      'is from another issuer',
      claims({ iss: 'https://evil.example.com' }),
      'The access token is from another issuer.',
    ],
    ['never ends', without('exp'), 'The access token does not say when it expires.'],
    ['has no time of issue', without('iat'), 'The access token does not say when it was issued.'],
    ['lives too long', claims({ iat: at(-10), exp: at(3591) }), /lives longer than the 3600 seconds/],
    ['has no subject', without('sub'), /does not name a person \(claim sub\)/],
    ['has an empty subject', claims({ sub: ' ' }), /does not name a person/],
    ['has a subject that is not a text', claims({ sub: 7 as unknown as string }), /./],
  ])('%s', async (_, payload, detail) => {
    await expect(verifier().verify(await signed(key, payload))).rejects.toMatchObject(invalid(detail));
  });

  it('is not signed', async () => {
    const token = `${base64({ alg: 'none', typ: 'at+jwt' })}.${base64(claims())}.`;
    await expect(verifier().verify(token)).rejects.toMatchObject(invalid(/accepted algorithm/));
  });

  it('is signed with HMAC, the public key as the secret', async () => {
    const signedPart = `${base64({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })}.${base64(claims())}`;
    const mac = createHmac('sha256', JSON.stringify(key.jwk)).update(signedPart).digest('base64url');
    await expect(verifier().verify(`${signedPart}.${mac}`)).rejects.toMatchObject(
      invalid(/accepted algorithm/),
    );
  });

  it('was changed after it was signed', async () => {
    const [head, , signature] = (await signed(key, claims())).split('.');
    const token = [head, base64(claims({ sub: 'erin' })), signature].join('.');
    await expect(verifier().verify(token)).rejects.toMatchObject(
      invalid("The access token's signature is wrong."),
    );
  });

  it('is signed with a foreign key of the same name', async () => {
    await expect(verifier().verify(await signed(stranger, claims()))).rejects.toMatchObject(
      invalid(/signature is wrong/),
    );
  });

  it('names a key that the issuer does not have', async () => {
    const token = await signed(key, claims(), { kid: 'k9' });
    await expect(verifier().verify(token)).rejects.toMatchObject(invalid(/one of the issuer's keys/));
  });

  it.each(['JWT', 'countersign-ticket+jwt', undefined])('is of type %s, not an access token', async (typ) => {
    const token = await signed(key, claims(), { typ } as { typ: string });
    await expect(verifier().verify(token)).rejects.toMatchObject(invalid(/not an access token/));
  });

  it('is not a token, or too long', async () => {
    await expect(verifier().verify('a.b.c')).rejects.toMatchObject(invalid(/not a signed JWT/));
    await expect(verifier().verify('a'.repeat(20_000))).rejects.toMatchObject(invalid(/too long/));
  });

  it('is refused without being quoted', async () => {
    const token = await signed(key, claims({ aud: 'payroll' }));
    const error: unknown = await verifier()
      .verify(token)
      .catch((refusal: unknown) => refusal);
    const said = JSON.stringify(error) + (error as Error).message;
    for (const part of [...token.split('.'), 'payroll', 'alice']) expect(said).not.toContain(part);
  });
});

describe("a client's own token", () => {
  it('names a machine, which is in no group and has no person’s id, whatever the token says', async () => {
    const own = { sub: 'alice', client_id: 'alice', name: 'Alice Archer', groups: ['managers', 'admins'] };
    const caller = await verifier({ ROLE_AUDITOR_CLIENTS: 'reports' }).verify(await signed(key, claims(own)));
    expect(caller).toMatchObject({ kind: 'machine', id: 'client:alice', groups: [], roles: [] });
  });

  it('has roles by the id of its client', async () => {
    const settings = { ROLE_AUDITOR_CLIENTS: 'siem, reports', ROLE_BROKER_CLIENTS: 'vault' };
    const rolesFor = async (client: string, more: JWTPayload = {}) =>
      (await verifier(settings).verify(await signed(key, claims({ sub: client, azp: client, ...more }))))
        .roles;
    expect(await rolesFor('siem')).toEqual(['auditor']);
    expect(await rolesFor('vault')).toEqual(['broker']);
    expect(await rolesFor('other', { groups: ['auditors'] })).toEqual([]);
  });

  it('needs no claim that names a person', async () => {
    const own = { ...without('sub'), client_id: 'siem' };
    const caller = await verifier({ OIDC_ID_CLAIM: 'upn' }).verify(await signed(key, own));
    expect(caller).toMatchObject({ kind: 'machine', id: 'client:siem', name: 'client:siem' });
  });
});

describe('a plain JWT', () => {
  it('is accepted where the configuration says so', async () => {
    const token = await signed(key, claims(), { typ: 'JWT' });
    expect(await verifier({ OIDC_TOKEN_TYPES: 'at+jwt, JWT' }).verify(token)).toMatchObject({ id: 'alice' });
  });
});

describe('a header', () => {
  it.each([undefined, null, '', 'Bearer', 'Bearer ', 'Basic eA==', 'Bearer a b'])(
    '%p has no token',
    async (header) => {
      const expected = { code: 'missing-token', status: 401, data: {} };
      await expect(verifier().verifyHeader(header)).rejects.toMatchObject(expected);
    },
  );

  it('returns the token, for calls to other services', async () => {
    const token = await signed(key, claims());
    expect(await verifier().verifyHeader(`bearer ${token}`)).toMatchObject({
      token,
      caller: { id: 'alice' },
    });
  });
});

describe('verified tokens', () => {
  it('are cached for less than 60 seconds', async () => {
    const one = verifier();
    const token = await signed(key, claims());
    await one.verify(token);
    clock += 59_999;
    await one.verify(token);
    expect(lookups).toBe(1);
    clock += 1;
    await one.verify(token);
    expect(lookups).toBe(2);
  });

  it('are never cached past their expiry', async () => {
    const one = verifier();
    const token = await signed(key, claims({ exp: at(20) }));
    await one.verify(token);
    clock += 19_999;
    await one.verify(token);
    clock += 1;
    await expect(one.verify(token)).rejects.toMatchObject(invalid('The access token has expired.'));
  });

  it('cannot be changed by their users', async () => {
    const caller = await verifier().verify(await signed(key, claims({ groups: ['a'] })));
    expect(() => caller.groups.push('policy-admins')).toThrow();
    expect(() => caller.roles.push('policy-admin')).toThrow();
  });
});

it('does not blame the token when the keys cannot be fetched', async () => {
  const settings = tokenSettings(parseConfig(platformConfig, config));
  const silent = new TokenVerifier(
    settings,
    () => Promise.reject(new Unavailable('The identity provider')),
    () => clock,
  );
  await expect(silent.verify(await signed(key, claims()))).rejects.toMatchObject({ status: 503 });
});
