import { createPublicKey, verify } from 'node:crypto';
import { CHECKPOINT_TYPE, checkpointClaims } from '@countersign/contracts';
import type { CheckpointClaims, Jwks } from '@countersign/contracts';

/** A checkpoint that none of the given keys signed as it stands. */
export class ForgedCheckpoint extends Error {
  constructor(why: string) {
    super(`not a checkpoint signed by one of the given keys: ${why}`);
    this.name = new.target.name;
  }
}

/** Keys of this purpose sign checkpoints; their kid begins so. A ticket key's signature counts for nothing here. */
const AUDIT_KEY = 'audit-';

/**
 * Checks the signature of a checkpoint, a compact JWS (RFC 7515) with Ed25519 (RFC 8037), and gives what it says.
 * The algorithm is not the header's to choose.
 * @param keys - those of `/.well-known/jwks.json`, as they were when it was signed
 * @throws ForgedCheckpoint
 */
export function openCheckpoint(jws: string, keys: Jwks['keys']): CheckpointClaims {
  const [header, payload, signature, ...more] = jws.split('.');
  if (!header || !payload || !signature || more.length) throw new ForgedCheckpoint('it has not three parts');
  const { alg, typ, kid } = decoded(header) as Record<string, unknown>;
  if (alg !== 'EdDSA') throw new ForgedCheckpoint('its algorithm is not EdDSA');
  if (typ !== CHECKPOINT_TYPE) throw new ForgedCheckpoint(`its type is not ${CHECKPOINT_TYPE}`);
  if (typeof kid !== 'string' || !kid.startsWith(AUDIT_KEY))
    throw new ForgedCheckpoint('its key is no audit key');
  const signers = keys.filter((key) => key.kid === kid);
  if (!signers.length) throw new ForgedCheckpoint(`the key ${kid} is not among them`);
  if (!signers.some((key) => signed(`${header}.${payload}`, signature, key)))
    throw new ForgedCheckpoint('the signature does not fit');
  return claimsOf(payload);
}

function signed(text: string, signature: string, { kty, crv, x }: Jwks['keys'][number]): boolean {
  const key = createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}

function claimsOf(payload: string): CheckpointClaims {
  const claims = checkpointClaims.safeParse(decoded(payload));
  if (!claims.success) throw new ForgedCheckpoint('it does not say what a checkpoint says');
  return claims.data;
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) ?? {};
  } catch {
    throw new ForgedCheckpoint('it is not readable');
  }
}
