import { randomBytes } from 'node:crypto';
import { InvalidConfig, parseConfig, unmatchedOf } from '@countersign/platform';
import { ticketsOf } from '@countersign/request-server';
import { requestConfig } from './config.js';

const needed = {
  DATABASE_URL: 'postgres://countersign_request@127.0.0.1/countersign',
  OIDC_ISSUER: 'https://id.example',
  HTTP_PORT: '0',
  TICKET_ISSUER: 'https://countersign.example',
  TICKET_KEY_SECRET: randomBytes(32).toString('base64url'),
};
const unmatched = (env: object) => unmatchedOf(parseConfig(requestConfig, { ...needed, ...env }));

describe('the setting for requests that no policy governs', () => {
  it('refuses them by default', () => {
    expect(unmatched({})).toEqual({ outcome: 'refused' });
    expect(unmatched({ UNMATCHED_MAX_DURATION: 'PT1H' })).toEqual({ outcome: 'refused' });
  });

  it('grants them for a limited duration if configured', () => {
    const env = { UNMATCHED_REQUESTS: 'grant', UNMATCHED_MAX_DURATION: 'PT1H' };
    expect(unmatched(env)).toEqual({ outcome: 'granted', maxDuration: 'PT1H' });
  });

  it.each([
    [{ UNMATCHED_REQUESTS: 'grant' }, 'UNMATCHED_MAX_DURATION: is required with UNMATCHED_REQUESTS=grant'],
    [{ UNMATCHED_REQUESTS: 'grant', UNMATCHED_MAX_DURATION: 'P31D' }, 'UNMATCHED_MAX_DURATION'],
    [{ UNMATCHED_REQUESTS: 'allow' }, 'must be refuse or grant'],
  ])('refuses other values: %j', (env, problem) => {
    expect(() => unmatched(env)).toThrow(InvalidConfig);
    expect(() => unmatched(env)).toThrow(problem);
  });
});

describe('the number of pending requests that a person may have', () => {
  const limit = (text: string) =>
    parseConfig(requestConfig, { ...needed, MAX_OPEN_REQUESTS: text }).MAX_OPEN_REQUESTS;

  it('is 25 if nothing is set', () => expect(limit('')).toBe(25));

  it('can be set', () => expect([limit('1'), limit('100000')]).toEqual([1, 100_000]));

  it.each(['0', '-1', '2.5', '100001', 'many'])('cannot be %s', (text) => {
    expect(() => limit(text)).toThrow('MAX_OPEN_REQUESTS');
  });
});

describe('the settings of tickets', () => {
  const tickets = (env: object = {}) => ticketsOf(parseConfig(requestConfig, { ...needed, ...env }));

  it('have defaults for all but the issuer and the secret', () => {
    const made = {
      issuer: 'https://countersign.example',
      audience: 'countersign-tickets',
      lifetimeSeconds: 900,
    };
    expect(tickets()).toMatchObject(made);
    expect(tickets().keySecret).toHaveLength(32);
  });

  it.each([
    [{ TICKET_ISSUER: '' }, 'TICKET_ISSUER: is required'],
    [{ TICKET_KEY_SECRET: '' }, 'TICKET_KEY_SECRET: is required'],
    [{ TICKET_KEY_SECRET: 'countersign' }, 'TICKET_KEY_SECRET: must be 32 bytes in base64url'],
    [{ TICKET_LIFETIME: 'PT9S' }, 'TICKET_LIFETIME: must be between PT10S and PT1H'],
    [{ TICKET_LIFETIME: 'PT1H1S' }, 'TICKET_LIFETIME: must be between PT10S and PT1H'],
    [{ TICKET_AUDIENCE: 'countersign' }, 'TICKET_AUDIENCE: must differ from OIDC_AUDIENCE'],
  ])('refuses %j', (env, problem) => expect(() => tickets(env)).toThrow(problem));
});
