import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Every setting of the demo identity provider. */
export const identityProviderConfig = z.object({
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:8080')
    .transform((text) => new URL(text).origin)
    .describe('Origin under which browsers reach the provider; the issuer is this origin followed by /oidc.'),
  HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on, behind the gateway.'),
  HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8090).describe('Port to listen on.'),
  IDENTITY_FILE: z
    .string()
    .min(1)
    .default('.countersign/identity-provider.json')
    .describe('File with the signing keys and cookie secrets of the provider; created at the first start.'),
  PASSWORD_GRANT: flag
    .prefault('false')
    .describe('Whether scripts may get tokens with a username and a password (grant_type=password).'),
});
export type IdentityProviderConfig = z.output<typeof identityProviderConfig>;
