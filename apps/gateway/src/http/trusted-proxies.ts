import { BlockList, isIPv6 } from 'node:net';
import type { GatewayConfig } from '../config.js';

/** The ranges that Fastify's `trustProxy` knows by name. */
const NAMED: Record<string, readonly string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/**
 * Whether an address is a proxy in front of the gateway, by TRUST_PROXY. With a number of hops every peer is a proxy: the
 * operator says so, and nothing else could connect.
 */
export function trustedProxies(trusted: GatewayConfig['TRUST_PROXY']): (address: string) => boolean {
  if (trusted === false || trusted === 0) return () => false;
  if (typeof trusted === 'number') return () => true;
  const proxies = new BlockList();
  for (const range of trusted.flatMap((name) => NAMED[name] ?? [name])) addRange(proxies, range);
  return (address) => proxies.check(address, familyOf(address));
}

function addRange(proxies: BlockList, range: string): void {
  const [address = '', bits] = range.split('/');
  if (bits === undefined) proxies.addAddress(address, familyOf(address));
  else proxies.addSubnet(address, Number(bits), familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
