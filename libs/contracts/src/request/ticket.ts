import { z } from 'zod';
import { id } from '../primitives.js';

/** Media type of a ticket, in its header `typ` (RFC 8725 section 3.11): no other signed text is taken for a ticket. */
export const TICKET_TYPE = 'countersign-ticket+jwt';

/**
 * Claims of an access ticket: a JWT (RFC 7519) signed with EdDSA, `typ` as above. Instants are seconds since 1970. It
 * proves a check-out offline; only `GET /v1/tickets/{jti}` knows whether the check-out is still valid.
 */
export const ticketClaims = z.object({
  iss: z.string(),
  /** Id of the person who checked out. */
  sub: z.string(),
  aud: z.string(),
  /** Id of the check-out, the same in all of its tickets. */
  jti: id,
  iat: z.number(),
  nbf: z.number(),
  /** The earlier of the access's end and the end of the ticket's lifetime. */
  exp: z.number(),
  request_id: id,
  resource: z.string(),
  account: z.string(),
  /** The policy version that governed; null if no policy did. */
  policy: z.object({ id, version: z.number().int(), name: z.string() }).nullable(),
});
export type TicketClaims = z.infer<typeof ticketClaims>;

/** A public key of the ticket key set (RFC 7517, RFC 8037). */
export const publicKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
});
export type PublicKey = z.infer<typeof publicKey>;

/** A JSON Web Key Set (RFC 7517). */
export const jwks = z.object({ keys: z.array(publicKey) });
export type Jwks = z.infer<typeof jwks>;
