import { InvalidConfig, parseConfig } from '@countersign/platform';
import { requestConfig } from './config.js';

const needed = {
  DATABASE_URL: 'postgres://countersign_request@127.0.0.1/countersign',
  OIDC_ISSUER: 'https://id.example',
  HTTP_PORT: '0',
};

describe('what becomes of requests that no policy governs', () => {
  it('is refusal, unless told', () => {
    expect(parseConfig(requestConfig, needed).UNMATCHED_REQUESTS).toBe('refuse');
  });

  it('is nothing else: a setting that could not be honoured is not accepted', () => {
    expect(() => parseConfig(requestConfig, { ...needed, UNMATCHED_REQUESTS: 'grant' })).toThrow(
      InvalidConfig,
    );
  });
});
