import type { CompactJWSHeaderParameters, FlattenedJWSInput } from 'jose';
import { issuerKeys } from './issuer-keys.js';
import { FakeIssuer, signingKey } from '../testing/issuer.fake.js';

const header = (kid: string): CompactJWSHeaderParameters => ({ alg: 'ES256', kid });
const jws = {} as FlattenedJWSInput;
const unavailable = { code: 'identity-provider-unavailable', status: 503 };
let issuer: FakeIssuer;

beforeEach(async () => {
  issuer = await new FakeIssuer().start();
  issuer.keys = [await signingKey('k1')];
});
afterEach(() => issuer.stop());

it('discovers the keys when they are first needed, once', async () => {
  const keys = issuerKeys({ issuer: issuer.url });
  expect(issuer.asked).toEqual([]);
  await Promise.all([keys(header('k1'), jws), keys(header('k1'), jws)]);
  await keys(header('k1'), jws);
  expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/jwks']);
});

it('uses a configured address without discovery', async () => {
  await issuerKeys({ issuer: issuer.url, jwksUri: `${issuer.url}/jwks` })(header('k1'), jws);
  expect(issuer.asked).toEqual(['/jwks']);
});

it('finds a new key of the issuer, but fetches no more often than the cooldown allows', async () => {
  const keys = issuerKeys({ issuer: issuer.url }, 60_000);
  await keys(header('k1'), jws);
  issuer.keys.push(await signingKey('k2'));
  await expect(keys(header('k2'), jws)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  await keys(header('k2'), jws);
  now.mockRestore();
  expect(issuer.asked.filter((path) => path === '/jwks')).toHaveLength(2);
});

it('is unavailable while the issuer does not answer or answers nonsense, and recovers', async () => {
  const keys = issuerKeys({ issuer: issuer.url });
  issuer.broken = true;
  await expect(keys(header('k1'), jws)).rejects.toMatchObject(unavailable);
  issuer.broken = false;
  issuer.claimedIssuer = 'https://evil.example.com';
  await expect(keys(header('k1'), jws)).rejects.toMatchObject(unavailable);
  issuer.claimedIssuer = null;
  await keys(header('k1'), jws);
  const gone = issuerKeys({ issuer: issuer.url });
  await issuer.stop();
  await expect(gone(header('k1'), jws)).rejects.toMatchObject(unavailable);
});
