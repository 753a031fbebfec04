import { trustedProxies } from './trusted-proxies.js';

describe('proxies in front of the gateway', () => {
  it.each([
    [['10.0.0.0/8'], '10.1.2.3', true],
    [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
    [['10.0.0.0/8'], '11.1.2.3', false],
    [['203.0.113.7'], '203.0.113.7', true],
    [['203.0.113.7'], '203.0.113.8', false],
    [['2001:db8::/32'], '2001:db8:1::1', true],
    [['2001:db8::/32'], '2001:db9::1', false],
    [['loopback'], '127.0.0.1', true],
    [['loopback'], '::ffff:127.0.0.1', true],
    [['loopback'], '::1', true],
    [['uniquelocal', 'linklocal'], '192.168.1.1', true],
    [['uniquelocal', 'linklocal'], 'fe80::1', true],
    [['uniquelocal', 'linklocal'], '127.0.0.1', false],
  ])('%j: %s is one: %s', (trusted, address, expected) => {
    expect(trustedProxies(trusted)(address)).toBe(expected);
  });

  it('are nobody without the setting, and everybody who connects with a number of hops', () => {
    expect(trustedProxies(false)('10.1.2.3')).toBe(false);
    expect(trustedProxies(0)('10.1.2.3')).toBe(false);
    expect(trustedProxies(1)('203.0.113.7')).toBe(true);
  });
});
