import { parseConfig } from '@countersign/platform';
import { policyConfig } from './config.js';
import { unmatchedBy } from './unmatched.js';

const required = {
  DATABASE_URL: 'postgres://countersign_policy:secret@127.0.0.1/countersign',
  OIDC_ISSUER: 'http://127.0.0.1:8080/oidc',
  HTTP_PORT: '0',
};

describe('settings of the policy service', () => {
  it('refuse what no policy governs unless told otherwise', () => {
    expect(unmatchedBy(parseConfig(policyConfig, required))).toEqual({ outcome: 'refused' });
  });

  it('grant it up to a duration', () => {
    const env = { ...required, UNMATCHED_REQUESTS: 'grant', UNMATCHED_MAX_DURATION: 'PT60M' };
    expect(unmatchedBy(parseConfig(policyConfig, env))).toEqual({ outcome: 'granted', maxDuration: 'PT1H' });
  });

  it('want the duration with it', () => {
    expect(() => parseConfig(policyConfig, { ...required, UNMATCHED_REQUESTS: 'grant' })).toThrow(
      'UNMATCHED_MAX_DURATION: is required when UNMATCHED_REQUESTS is grant',
    );
  });
});
