import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { calculateJwkThumbprint, compactDecrypt, CompactEncrypt, importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import type { PublicKey } from '@countersign/contracts';

const BYTES = 32;

/** Exactly 32 bytes, in the one way base64url spells them (RFC 4648 section 5, no padding). */
function isKeySecret(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === BYTES && bytes.toString('base64url') === text;
}

/** The setting `TICKET_KEY_SECRET`, as the 32 bytes it stands for. */
export const ticketKeySecret = z
  .string()
  .refine(isKeySecret, { error: 'must be 32 bytes in base64url (43 characters, no padding)', abort: true })
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64url')));

/** What a key signs: tickets, or checkpoints of the log. */
export const keyPurposes = ['ticket', 'audit'] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** A stored key. Without the secret, nobody can use it or replace it by another key. */
export interface SealedKey {
  /** `<purpose>-<RFC 7638 thumbprint of the public key>`: a key of one purpose cannot be relabelled for another. */
  kid: string;
  purpose: KeyPurpose;
  publicKey: PublicKey;
  /**
   * The private JWK (RFC 8037) as a compact JWE, `dir` with `A256GCM`; the kid, and with it the purpose, is part of
   * what is sealed.
   */
  sealed: string;
}

/** A key that can sign. */
export interface OpenKey {
  kid: string;
  publicKey: PublicKey;
  privateKey: CryptoKey;
}

/** A new Ed25519 key, sealed. @param secret - 32 bytes */
export async function newSealedKey(purpose: KeyPurpose, secret: Uint8Array): Promise<SealedKey> {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK;
  const publicKey = await publicPartOf(jwk, purpose);
  const { kid } = publicKey;
  const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(jwk)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
    .encrypt(secret);
  return { kid, purpose, publicKey, sealed };
}

/**
 * Opens a kept key; null when it was not sealed with this secret, or was sealed as another key: what somebody put
 * into the table by hand is nobody's key. The public part is derived from the private one, and what the row says
 * of it must agree.
 */
export async function openKey(row: SealedKey, secret: Uint8Array): Promise<OpenKey | null> {
  const jwk = await unsealed(row, secret);
  if (!jwk) return null;
  const publicKey = await publicPartOf(jwk, row.purpose);
  if (publicKey.kid !== row.kid || publicKey.x !== row.publicKey.x) return null;
  return { kid: row.kid, publicKey, privateKey: (await importJWK(jwk, 'EdDSA')) as CryptoKey };
}

async function unsealed({ kid, sealed }: SealedKey, secret: Uint8Array): Promise<JWK | null> {
  const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, secret, algorithms);
    if (protectedHeader.kid !== kid) return null;
    return JSON.parse(Buffer.from(plaintext).toString()) as JWK;
  } catch {
    return null;
  }
}

async function publicPartOf(jwk: JWK, purpose: KeyPurpose): Promise<PublicKey> {
  const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const bare = { kty: 'OKP', crv: 'Ed25519', x } as const;
  const kid = `${purpose}-${await calculateJwkThumbprint(bare)}`;
  return { ...bare, kid, alg: 'EdDSA', use: 'sig' };
}

/** The secret opens none of the keys: the secret is wrong, which is no reason to make new keys. */
export class UnreadableKeys extends Error {
  constructor(purpose: KeyPurpose) {
    super(
      `None of the ${purpose} signing keys in the database can be decrypted: TICKET_KEY_SECRET is not the secret ` +
        'they were made with. Restore its former value; if it is lost, run "migrate rotate-keys --revoke-older".',
    );
    this.name = 'UnreadableKeys';
  }
}
