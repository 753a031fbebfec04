export { FakeIssuer, signed, signingKey } from './issuer.fake.js';
export type { SigningKey } from './issuer.fake.js';
