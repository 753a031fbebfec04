import { createRemoteJWKSet, errors } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { Unavailable } from '@countersign/contracts';

/** Failures to find a key that the token causes; any other failure means that the issuer cannot be reached. */
const TOKEN_ERRORS = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** The location of an issuer's signing keys. */
export interface KeyLocation {
  issuer: string;
  /** Found by OpenID Connect Discovery 1.0 when not set. */
  jwksUri?: string | undefined;
}

/**
 * The issuer's signing keys, fetched when first needed and cached for ten minutes; a token with an unknown key id
 * fetches them again, at most every `cooldownMs`.
 * @returns a function that throws Unavailable (503) when the issuer does not answer, as no token can be checked then
 */
export function issuerKeys({ issuer, jwksUri }: KeyLocation, cooldownMs = 10_000): JWTVerifyGetKey {
  const locate = once(async () => {
    const address = jwksUri ?? (await discover(issuer));
    return createRemoteJWKSet(new URL(address), { cooldownDuration: cooldownMs, timeoutDuration: 5_000 });
  });
  return async (header, token) => {
    try {
      return await (
        await locate()
      )(header, token);
    } catch (error) {
      if (TOKEN_ERRORS.some((type) => error instanceof type)) throw error;
      throw new Unavailable('The identity provider', 'identity-provider-unavailable');
    }
  };
}

async function discover(issuer: string): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, { signal: AbortSignal.timeout(5_000) });
  const found = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (!response.ok || found.issuer !== issuer || typeof found.jwks_uri !== 'string') {
    throw new Error(`no usable discovery document at ${address}`);
  }
  return found.jwks_uri;
}

/** Keeps the first success, and shares a running attempt among concurrent callers. */
function once<T>(attempt: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= attempt().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
