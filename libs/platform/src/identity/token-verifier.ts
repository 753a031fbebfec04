import { LRUCache } from 'lru-cache';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { createHash } from 'node:crypto';
import { Refusal } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { callerOfClaims } from './caller-of-claims.js';
import type { RefusedGroup } from './caller-of-claims.js';
import { InvalidToken, MissingToken } from './token.refusals.js';
import type { TokenSettings } from './token-settings.js';

/** Signatures by a private key only: no `none`, and no HMAC, whose key a verifier would have to share. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const MAX_TOKEN_LENGTH = 16_384;
/** The issuer's clock may be ahead of ours by this much. A token that has expired is refused without tolerance. */
const CLOCK_TOLERANCE_S = 5;

/** Verifies access tokens (RFC 9068). Every service does so itself, and trusts no other service's check. */
export class TokenVerifier {
  private readonly cache: TokenCache;
  private readonly listeners: ((caller: Caller) => void)[] = [];

  /**
   * @param keys - the issuer's signing keys, see `issuerKeys`
   * @param now - milliseconds since the epoch
   * @param onRefusedGroups - is given the groups of a token that count for nothing, once for each verification
   */
  constructor(
    private readonly settings: TokenSettings,
    private readonly keys: JWTVerifyGetKey,
    private readonly now: () => number = Date.now,
    private readonly onRefusedGroups: (refused: readonly RefusedGroup[]) => void = () => undefined,
  ) {
    this.cache = new TokenCache(now);
  }

  /** Calls the listener with the caller of each token that is verified; for a token in the cache at most once a minute. */
  onVerified(listener: (caller: Caller) => void): void {
    this.listeners.push(listener);
  }

  /**
   * The caller of an `Authorization` header.
   * @throws MissingToken (401) without a bearer token
   * @throws InvalidToken (401) naming the check that failed
   * @throws Unavailable (503) when the issuer's keys cannot be fetched
   */
  async verifyHeader(authorization: string | null | undefined): Promise<{ caller: Caller; token: string }> {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new MissingToken();
    return { caller: await this.verify(token), token };
  }

  /** The caller of a raw access token; throws like `verifyHeader`. */
  async verify(token: string): Promise<Caller> {
    if (token.length > MAX_TOKEN_LENGTH) throw new InvalidToken('The access token is too long.');
    const cached = this.cache.get(token);
    if (cached) return cached;
    const claims = await this.claimsOf(token);
    this.assertTimes(claims);
    const { caller, refusedGroups } = callerOfClaims(claims, this.settings);
    this.onRefusedGroups(refusedGroups);
    frozen(caller);
    this.cache.set(token, caller);
    for (const listener of this.listeners) listener(caller);
    return caller;
  }

  private async claimsOf(token: string): Promise<JWTPayload> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys, {
        algorithms: ALGORITHMS,
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        requiredClaims: ['exp', 'iat'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(this.now()),
      });
      this.assertType(protectedHeader.typ);
      return payload;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new InvalidToken(reasonOf(error));
    }
  }

  /** An ID token or a ticket must not pass for an access token; without `typ` the type is `JWT`. */
  private assertType(typ = 'JWT'): void {
    if (!this.settings.types.includes(mediaType(typ))) {
      throw new InvalidToken(
        `The token is not an access token (typ must be ${this.settings.types.join(' or ')}).`,
      );
    }
  }

  private assertTimes({ exp = 0, iat = 0 }: JWTPayload): void {
    const now = this.now() / 1000;
    if (exp <= now) throw new InvalidToken('The access token has expired.');
    if (iat > now + CLOCK_TOLERANCE_S) throw new InvalidToken('The access token is issued in the future.');
    if (exp - iat > this.settings.maxAgeSeconds) {
      throw new InvalidToken(
        `The access token lives longer than the ${this.settings.maxAgeSeconds} seconds allowed.`,
      );
    }
  }
}

/** `application/at+jwt` and `at+jwt` are the same type (RFC 7515 section 4.1.9). */
export function mediaType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '');
}

/** The cached caller is shared by all calls, so no code may change it. */
function frozen(caller: Caller): Caller {
  for (const part of [caller.groups, caller.roles, caller.authentication.methods, caller.authentication]) {
    Object.freeze(part);
  }
  return Object.freeze(caller);
}

const CLAIMS: Record<string, string> = {
  iss: 'The access token is from another issuer.',
  aud: 'The access token is for another audience.',
  nbf: 'The access token is not valid yet.',
  exp: 'The access token does not say when it expires.',
  iat: 'The access token does not say when it was issued.',
};

/** The failed check as a sentence; the library's own texts may quote claims. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The access token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return CLAIMS[error.claim] ?? 'A claim of the access token is wrong.';
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The access token is not signed with an accepted algorithm.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return "The access token's signature is wrong.";
  if (error instanceof errors.JWKSNoMatchingKey)
    return "The access token is not signed with one of the issuer's keys.";
  return 'The access token is not a signed JWT that can be verified.';
}

const MAX_CACHE_MS = 60_000;

/**
 * The callers of recently verified tokens, by the SHA-256 of the token, so that a heap dump shows no token. An entry
 * lives for at most 60 s and never past the token's end.
 */
export class TokenCache {
  private readonly entries: LRUCache<string, { caller: Caller; until: number }>;

  /** @param now - milliseconds since the epoch */
  constructor(
    private readonly now: () => number,
    capacity = 10_000,
  ) {
    this.entries = new LRUCache({ max: capacity });
  }

  get(token: string): Caller | undefined {
    const key = keyOf(token);
    const entry = this.entries.get(key);
    if (!entry || this.now() < entry.until) return entry?.caller;
    this.entries.delete(key);
    return undefined;
  }

  set(token: string, caller: Caller): void {
    const until = Math.min(this.now() + MAX_CACHE_MS, caller.tokenExpiresAt.getTime());
    this.entries.set(keyOf(token), { caller, until });
  }

  get size(): number {
    return this.entries.size;
  }
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
