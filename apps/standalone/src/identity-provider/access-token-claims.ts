import type { AccessToken, ClientCredentials, KoaContextWithOIDC } from 'oidc-provider';
import { findPerson } from './demo-people.js';
import type { Proof } from './sign-in.js';

/** How and when (seconds since the epoch) the person of a token signed in. */
export interface TokenProof extends Proof {
  authTime: number;
}

const proofs = new WeakMap<object, TokenProof>();

/** Remembers the proof of a sign-in that happens in this very call, for the token it ends in. */
export function rememberProof(token: AccessToken, proof: TokenProof): void {
  proofs.set(token, proof);
}

/** The person and how they signed in: the claims that services decide by (RFC 9068 section 2.2). */
export function accessTokenClaims(
  ctx: KoaContextWithOIDC,
  token: AccessToken | ClientCredentials,
): Record<string, unknown> | undefined {
  if (!('accountId' in token)) return undefined;
  const person = findPerson(token.accountId);
  if (!person) return undefined;
  const { amr, acr, authTime } = proofs.get(token) ?? proofOfGrant(ctx);
  return { name: person.name, email: person.email, groups: person.groups, amr, acr, auth_time: authTime };
}

/** What the code or refresh token that is exchanged here remembers of the sign-in. */
function proofOfGrant(ctx: KoaContextWithOIDC): Partial<TokenProof> {
  const { AuthorizationCode, DeviceCode, RefreshToken } = ctx.oidc.entities;
  const { amr, acr, authTime } = AuthorizationCode ?? DeviceCode ?? RefreshToken ?? {};
  return { ...(amr && { amr }), ...(acr && { acr }), ...(authTime && { authTime }) };
}
