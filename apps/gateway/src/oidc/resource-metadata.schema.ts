import { z } from 'zod';

/** OAuth 2.0 Protected Resource Metadata (RFC 9728, section 2): where a client signs in for this API. */
export const protectedResource = z.object({
  /** Origin of this API, as clients reach it. */
  resource: z.string(),
  authorization_servers: z.array(z.string()),
  bearer_methods_supported: z.array(z.string()),
});
export type ProtectedResource = z.infer<typeof protectedResource>;
