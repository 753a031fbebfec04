import { InvalidConfig, parseConfig } from '@countersign/platform';
import { policyConfig } from './config.js';

const needed = {
  DATABASE_URL: 'postgres://countersign_policy@127.0.0.1/countersign',
  OIDC_ISSUER: 'https://id.example',
  HTTP_PORT: '0',
};

describe('what explain says where no policy matches', () => {
  it('is what the request service does: refuse', () => {
    expect(parseConfig(policyConfig, needed).UNMATCHED_REQUESTS).toBe('refuse');
    expect(() => parseConfig(policyConfig, { ...needed, UNMATCHED_REQUESTS: 'grant' })).toThrow(
      InvalidConfig,
    );
  });
});
