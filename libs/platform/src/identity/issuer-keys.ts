import { createRemoteJWKSet, errors } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { Unavailable } from '@countersign/contracts';

/** Failures to find a key that are the token's fault; any other means that the issuer could not be asked. */
const TOKENS_FAULT = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** Where an issuer's signing keys are. */
export interface KeyLocation {
  issuer: string;
  /** Without it the issuer is asked (OpenID Connect Discovery 1.0). */
  jwksUri?: string | undefined;
}

/**
 * The issuer's signing keys, fetched when first needed and kept for ten minutes; a token with an unknown key id
 * makes them be fetched again, at most every `cooldownMs`.
 * Answers Unavailable (503) when the issuer does not answer: then nobody knows whether a token is good.
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
      if (TOKENS_FAULT.some((fault) => error instanceof fault)) throw error;
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

/** Shares one success for good, and one attempt among those who wait for it. */
function once<T>(attempt: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= attempt().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
