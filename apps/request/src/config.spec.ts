import { InvalidConfig, parseConfig, unmatchedOf } from '@countersign/platform';
import { requestConfig } from './config.js';

const needed = {
  DATABASE_URL: 'postgres://countersign_request@127.0.0.1/countersign',
  OIDC_ISSUER: 'https://id.example',
  HTTP_PORT: '0',
};
const unmatched = (env: object) => unmatchedOf(parseConfig(requestConfig, { ...needed, ...env }));

describe('what becomes of requests that no policy governs', () => {
  it('is refusal, unless told', () => {
    expect(unmatched({})).toEqual({ outcome: 'refused' });
    expect(unmatched({ UNMATCHED_MAX_DURATION: 'PT1H' })).toEqual({ outcome: 'refused' });
  });

  it('is a grant of limited duration, when told so', () => {
    const env = { UNMATCHED_REQUESTS: 'grant', UNMATCHED_MAX_DURATION: 'PT1H' };
    expect(unmatched(env)).toEqual({ outcome: 'granted', maxDuration: 'PT1H' });
  });

  it.each([
    [{ UNMATCHED_REQUESTS: 'grant' }, 'UNMATCHED_MAX_DURATION: is required with UNMATCHED_REQUESTS=grant'],
    [{ UNMATCHED_REQUESTS: 'grant', UNMATCHED_MAX_DURATION: 'P31D' }, 'UNMATCHED_MAX_DURATION'],
    [{ UNMATCHED_REQUESTS: 'allow' }, 'must be refuse or grant'],
  ])('is nothing else: %j', (env, problem) => {
    expect(() => unmatched(env)).toThrow(InvalidConfig);
    expect(() => unmatched(env)).toThrow(problem);
  });
});
