import { describeSettings, parseConfig } from '@countersign/platform';
import { gatewayConfig } from './config.js';

const minimal = { OIDC_ISSUER: 'https://id.example.com' };
const parsed = (env: Record<string, string>) => parseConfig(gatewayConfig, { ...minimal, ...env });

describe('settings of the gateway', () => {
  it('has safe defaults', () => {
    expect(parsed({})).toMatchObject({
      HTTP_PORT: 8080,
      RATE_LIMIT_PER_SECOND: 100,
      RATE_LIMIT_BURST: 500,
      TRUST_PROXY: false,
      HTTP_KEEP_ALIVE: 'PT75S',
      STREAM_PATIENCE: 'PT2M',
      HTTP_CONNECTIONS: 10_000,
      HTTP_CONNECTIONS_PER_ADDRESS: 1_000,
    });
  });

  it('describes every setting, and needs no database', () => {
    expect(describeSettings(gatewayConfig).map(({ name }) => name)).not.toContain('DATABASE_URL');
  });

  it.each([
    ['2', 2],
    ['false', false],
    ['10.0.0.0/8, loopback, 2001:db8::/32', ['10.0.0.0/8', 'loopback', '2001:db8::/32']],
  ])('trusts proxies %s', (text, value) => {
    expect(parsed({ TRUST_PROXY: text }).TRUST_PROXY).toEqual(value);
  });

  it.each(['true', 'everyone', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/'])('refuses to trust %s', (text) => {
    expect(() => parsed({ TRUST_PROXY: text })).toThrow('TRUST_PROXY');
  });

  it.each([
    ['HTTP_KEEP_ALIVE', '75'],
    ['HTTP_KEEP_ALIVE', 'PT0.5S'],
    ['STREAM_PATIENCE', 'PT2H'],
    ['HTTP_CONNECTIONS', '0'],
    ['HTTP_CONNECTIONS_PER_ADDRESS', '-1'],
    ['HTTP_CONNECTIONS_PER_ADDRESS', 'many'],
  ])('refuses %s=%s', (name, text) => {
    expect(() => parsed({ [name]: text })).toThrow(name);
  });

  it.each(['https://a.example/path', 'ftp://a.example', 'not a url'])('refuses %s as an origin', (text) => {
    expect(() => parsed({ PUBLIC_URL: text })).toThrow('PUBLIC_URL');
    expect(() => parsed({ OIDC_UPSTREAM: text })).toThrow('OIDC_UPSTREAM');
  });
});
