import { isIP } from 'node:net';
import { z } from 'zod';
import { durationBetween } from '@countersign/contracts';
import { platformConfig } from '@countersign/platform';

const rate = z.coerce.number().positive().max(1_000_000);
const connections = z.coerce.number().int().min(1).max(1_000_000);
const NAMED_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/** A value of Fastify's `trustProxy`: false, a number of hops, or a list of addresses and ranges. */
type TrustProxy = false | number | string[];

const trustProxy = z
  .string()
  .default('false')
  .transform((text): TrustProxy => {
    if (text === 'false') return false;
    if (/^\d{1,2}$/.test(text)) return Number(text);
    return text.split(',').map((item) => item.trim());
  })
  .refine(
    (value) => !Array.isArray(value) || value.every(isAddressOrRange),
    'must be false, a number of hops, or addresses and ranges such as 10.0.0.0/8,loopback',
  );

function isAddressOrRange(text: string): boolean {
  if (NAMED_RANGES.includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function hasNoPath(text: string): boolean {
  return URL.canParse(text) && new URL(text).pathname === '/' && !/[?#]/.test(text);
}

const origin = z
  .url({ protocol: /^https?$/ })
  .refine(hasNoPath, 'must not have a path or a query')
  .transform((text) => new URL(text).origin);

/** Every setting of the gateway. */
export const gatewayConfig = platformConfig.extend({
  HTTP_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port of the API; 0 lets the system choose a port.'),
  RATE_LIMIT_PER_SECOND: rate
    .default(100)
    .describe(
      'Sustained requests per second of one signed-in person. Each gateway process counts separately.',
    ),
  RATE_LIMIT_BURST: rate.min(1).default(500).describe('Requests that a signed-in person may make at once.'),
  RATE_LIMIT_ADDRESS_PER_SECOND: rate
    .default(100)
    .describe('Requests per second from one address (IPv6: one /64) without a valid access token.'),
  RATE_LIMIT_ADDRESS_BURST: rate
    .min(1)
    .default(500)
    .describe('Requests without a valid access token that one address may make at once.'),
  HTTP_KEEP_ALIVE: durationBetween('PT1S', 'PT1H')
    .default('PT75S')
    .describe(
      'How long a connection may be idle between two requests, ISO 8601. Set it higher than the proxy in front does, so that the proxy closes the connection.',
    ),
  STREAM_PATIENCE: durationBetween('PT1S', 'PT1H')
    .default('PT2M')
    .describe(
      'How long an answer waits for a reader that takes nothing before the connection is cut, ISO 8601. A slow reader is never cut.',
    ),
  HTTP_CONNECTIONS: connections
    .default(10_000)
    .describe(
      'Maximum number of open connections per gateway process. The process needs as many file descriptors, and about 100 more.',
    ),
  HTTP_CONNECTIONS_PER_ADDRESS: connections
    .default(1_000)
    .describe(
      'Maximum number of open connections from one address (IPv6: one /64). It does not apply to the proxies that TRUST_PROXY names, nor to anybody where TRUST_PROXY is a number of hops.',
    ),
  NOTICE_STREAMS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(1_000)
    .describe('Maximum number of open streams of live notices per gateway process.'),
  TRUST_PROXY: trustProxy.describe(
    'Proxies in front of the gateway whose X-Forwarded-For counts: false, the number of hops, or their addresses and ranges.',
  ),
  PUBLIC_URL: origin
    .optional()
    .describe(
      'Origin under which browsers reach the gateway, such as https://countersign.example.com; forwarded to the provider behind /oidc.',
    ),
  CONSOLE_CLIENT_ID: z
    .string()
    .min(1)
    .default('countersign-console')
    .describe('Client id of the web console at the issuer: a public client, authorization code with PKCE.'),
  CONSOLE_SCOPES: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'must be scopes separated by spaces')
    .refine((scopes) => scopes.split(' ').includes('openid'), 'must include openid')
    .default('openid profile email groups')
    .describe(
      'Scopes that the console requests. With offline_access the console renews its access token with a refresh token in memory instead of a hidden frame.',
    ),
  CONSOLE_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of the built console; the default is the folder built beside the gateway. Without a console the gateway serves only the API.',
    ),
  OIDC_UPSTREAM: origin
    .optional()
    .describe(
      'Origin of an OIDC provider that runs beside the gateway: /oidc/* is forwarded to it with the same path.',
    ),
});
export type GatewayConfig = z.output<typeof gatewayConfig>;
