import { ticketClaims } from '@countersign/contracts';
import { v7 as uuidv7 } from 'uuid';
import { ticketClaimsOf } from './ticket-signer.js';

const settings = {
  issuer: 'https://countersign.example',
  audience: 'countersign-tickets',
  lifetimeSeconds: 900,
};
const requester = { issuer: 'https://id.example', id: 'alice', name: 'Alice', email: 'alice@example.com' };
const grant = {
  ticketId: uuidv7(),
  requestId: uuidv7(),
  requester,
  resource: 'prod-db-eu',
  account: 'db-admin',
  policy: { id: uuidv7(), version: 2, name: 'production' },
  startsAt: '2026-03-01T09:00:00.500Z',
  endsAt: '2026-03-01T10:00:00.900Z',
};
const claimsAt = (time: string) => ticketClaimsOf(grant, new Date(`2026-03-01T${time}Z`), settings);
const seconds = (time: string) => Date.parse(`2026-03-01T${time}Z`) / 1000;

describe('the claims of a ticket', () => {
  it('name the account, the policy and only the id of the person', () => {
    const claims = claimsAt('09:10:00.999');
    expect(ticketClaims.strict().parse(claims)).toEqual({
      iss: 'https://countersign.example',
      sub: 'alice',
      aud: 'countersign-tickets',
      jti: grant.ticketId,
      iat: seconds('09:10:00'),
      nbf: seconds('09:10:00'),
      exp: seconds('09:25:00'),
      request_id: grant.requestId,
      resource: 'prod-db-eu',
      account: 'db-admin',
      policy: grant.policy,
    });
    expect(ticketClaimsOf({ ...grant, policy: null }, new Date(grant.startsAt), settings).policy).toBeNull();
  });

  it.each([
    ['its lifetime', '09:45:00.000', '10:00:00'],
    ['the access, rounded down', '09:45:01.000', '10:00:00'],
    ['the access, when that is near', '09:59:59.000', '10:00:00'],
  ])('expire with %s', (_, now, end) => expect(claimsAt(now).exp).toBe(seconds(end)));

  it('expire at once in the last fraction of a second', () =>
    expect(claimsAt('10:00:00.899')).toMatchObject({ nbf: seconds('10:00:00'), exp: seconds('10:00:00') }));

  it.each(['09:00:00.500', '10:00:00.899'])('are created within the access: %s', (now) =>
    expect(() => claimsAt(now)).not.toThrow(),
  );

  it.each(['09:00:00.499', '10:00:00.900', '11:00:00.000'])(
    'are never created outside the access: %s',
    (now) => expect(() => claimsAt(now)).toThrow(/outside its access/),
  );

  it('are never created for an access without a readable end', () => {
    const endless = { ...grant, endsAt: '' };
    expect(() => ticketClaimsOf(endless, new Date(grant.startsAt), settings)).toThrow(/outside/);
  });
});
