import { InvalidConfig, parseConfig, unmatchedOf } from '@countersign/platform';
import { policyConfig } from './config.js';

const needed = {
  DATABASE_URL: 'postgres://countersign_policy@127.0.0.1/countersign',
  OIDC_ISSUER: 'https://id.example',
  HTTP_PORT: '0',
};

describe('the answer of explain without a matching policy', () => {
  it('is what the request service does: refuse, or grant up to a configured duration', () => {
    expect(unmatchedOf(parseConfig(policyConfig, needed))).toEqual({ outcome: 'refused' });
    const grant = { ...needed, UNMATCHED_REQUESTS: 'grant' };
    expect(() => parseConfig(policyConfig, grant)).toThrow(InvalidConfig);
    expect(unmatchedOf(parseConfig(policyConfig, { ...grant, UNMATCHED_MAX_DURATION: 'PT2H' }))).toEqual({
      outcome: 'granted',
      maxDuration: 'PT2H',
    });
  });
});
