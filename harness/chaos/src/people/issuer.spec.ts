import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { startIssuer } from './issuer.js';
import type { Issuer } from './issuer.js';
import { people } from './people.js';

let issuer: Issuer;
beforeEach(async () => (issuer = await startIssuer()));
afterEach(() => issuer.close());

it('signs access tokens that its published key verifies', async () => {
  const [lead] = people.managers;
  const token = await issuer.token(lead ?? people.admin);
  const keys = createRemoteJWKSet(new URL(issuer.jwksUri));
  const options = { issuer: issuer.issuer, audience: 'countersign', typ: 'at+jwt' };
  const { payload } = await jwtVerify(token, keys, options);
  expect(payload).toMatchObject({ sub: 'lead-1', groups: ['managers', 'security'], amr: ['pwd'] });
});

it('proves a second factor where it is asked to, and signs a token once', async () => {
  const token = await issuer.token(people.admin, { mfa: true });
  expect(decodeJwt(token)).toMatchObject({ amr: ['pwd', 'otp'] });
  expect(await issuer.token(people.admin, { mfa: true })).toBe(token);
  expect(await issuer.token(people.admin)).not.toBe(token);
});

it('knows enough people, each by an id of their own', () => {
  const all = Object.values(people).flat();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(people.security.length).toBeGreaterThanOrEqual(60);
});
