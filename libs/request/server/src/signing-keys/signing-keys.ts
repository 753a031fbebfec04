import { SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import type { Pool } from 'pg';
import { Unavailable } from '@countersign/contracts';
import type { Jwks } from '@countersign/contracts';
import type { Clock } from '@countersign/platform';
import { keyRing } from './key-ring.js';
import type { KeyRing, KeyTimes } from './key-ring.js';
import { insertKey, readKeys } from './key-table.js';
import type { KeyRow } from './key-table.js';
import { keyPurposes, newSealedKey, openKey, UnreadableKeys } from './sealed-key.js';
import type { KeyPurpose, OpenKey } from './sealed-key.js';

/** How old the keys in memory may be when they are used, in milliseconds: a rotation shows that soon. */
const FRESH_MS = 5_000;
const FIRST = { delaySeconds: 0, revokesOlder: false, after: null };

interface UsableKey extends OpenKey, KeyTimes {
  purpose: KeyPurpose;
}

/** The keys that sign tickets and checkpoints. They follow the database and never leave the process. */
export class SigningKeys {
  private readonly opened = new Map<string, Promise<OpenKey | null>>();
  private known: { keys: Promise<UsableKey[]>; readAt: number } | undefined;

  /**
   * @param secret - 32 bytes, under which private keys are encrypted in the database
   * @param monotonic - local milliseconds that never go back
   */
  constructor(
    private readonly pool: Pool,
    private readonly secret: Uint8Array,
    private readonly clock: Clock,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /**
   * Creates the first key of each purpose if there is none; of several instances that start at once, one creates it.
   * @throws UnreadableKeys when there are keys of a purpose, and the secret opens none
   */
  async prepare(): Promise<void> {
    for (const purpose of keyPurposes) {
      const key = await newSealedKey(purpose, this.secret);
      await insertKey(this.pool, key, FIRST);
    }
    const keys = await this.read();
    const missing = keyPurposes.find((purpose) => !keys.some((key) => key.purpose === purpose));
    if (missing) throw new UnreadableKeys(missing);
  }

  /**
   * A compact JWS over JSON: EdDSA, with the current key of a purpose.
   * @param typ - media type of what is signed, so that nothing else signed passes for it
   * @throws Unavailable when the database does not answer
   */
  async signWith(purpose: KeyPurpose, payload: object, typ: string): Promise<string> {
    const { signing } = await this.ring(purpose);
    if (!signing) throw new UnreadableKeys(purpose);
    const header = { alg: 'EdDSA', kid: signing.kid, typ };
    return new SignJWT(payload as JWTPayload).setProtectedHeader(header).sign(signing.privateKey);
  }

  /** The public keys of every purpose by which signatures are to be accepted now. @throws Unavailable as above */
  async published(): Promise<Jwks> {
    const rings = await Promise.all(keyPurposes.map((purpose) => this.ring(purpose)));
    return { keys: rings.flatMap(({ published }) => published.map(({ publicKey }) => publicKey)) };
  }

  private async ring(purpose: KeyPurpose): Promise<KeyRing<UsableKey>> {
    const keys = await this.current();
    const own = keys.filter((key) => key.purpose === purpose);
    return keyRing(own, this.clock.now());
  }

  /** The keys are read again after 5 s. Concurrent callers share an attempt, and a failed attempt is not kept. */
  private current(): Promise<UsableKey[]> {
    const now = this.monotonic();
    if (this.known && now - this.known.readAt < FRESH_MS) return this.known.keys;
    const keys = this.read().catch(() => {
      if (this.known?.keys === keys) this.known = undefined;
      throw new Unavailable('The database');
    });
    this.known = { keys, readAt: now };
    return keys;
  }

  private async read(): Promise<UsableKey[]> {
    const rows = await readKeys(this.pool);
    const keys = await Promise.all(rows.map((row) => this.usable(row)));
    return keys.filter((key) => key !== null);
  }

  /** Each row is opened once, because opening is expensive. Rows never change; a changed row counts as another row. */
  private async usable(row: KeyRow): Promise<UsableKey | null> {
    const { kid, purpose, publicKey, sealed, ...times } = row;
    const id = JSON.stringify([kid, purpose, publicKey.x, sealed]);
    const opening = this.opened.get(id) ?? openKey(row, this.secret);
    this.opened.set(id, opening);
    const key = await opening;
    return key && { ...key, purpose, ...times };
  }
}
