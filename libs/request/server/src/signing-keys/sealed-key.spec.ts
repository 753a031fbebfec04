import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import { newSealedKey, openKey, ticketKeySecret } from './sealed-key.js';

const secret = new Uint8Array(randomBytes(32));

describe('a sealed key', () => {
  it('opens with its secret, and reveals nothing of the private part without it', async () => {
    const key = await newSealedKey('ticket', secret);
    expect(key.kid).toMatch(/^ticket-[\w-]{43}$/);
    expect(key.publicKey).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.any(String) as string,
      kid: key.kid,
      alg: 'EdDSA',
      use: 'sig',
    });
    expect(await openKey(key, secret)).toMatchObject({ kid: key.kid, publicKey: key.publicKey });
    expect(await openKey(key, new Uint8Array(randomBytes(32)))).toBeNull();
  });

  it('is not opened as another key or for another purpose', async () => {
    const key = await newSealedKey('audit', secret);
    const other = await newSealedKey('ticket', secret);
    const relabelled = { ...key, purpose: 'ticket', kid: key.kid.replace('audit', 'ticket') } as const;
    expect(await openKey(relabelled, secret)).toBeNull();
    expect(await openKey({ ...key, purpose: 'ticket' }, secret)).toBeNull();
    expect(await openKey({ ...other, sealed: key.sealed }, secret)).toBeNull();
  });

  it('is not opened beside another public key', async () => {
    const key = await newSealedKey('ticket', secret);
    const stranger = await newSealedKey('ticket', secret);
    const swapped = { ...key, publicKey: { ...key.publicKey, x: stranger.publicKey.x } };
    expect(await openKey(swapped, secret)).toBeNull();
  });

  it('is not opened when its kid is not the kid of the key in it', async () => {
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const key = await newSealedKey('ticket', secret);
    const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(jwk)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.kid, purpose: 'ticket' })
      .encrypt(secret);
    expect(await openKey({ ...key, sealed }, secret)).toBeNull();
  });

  it('is not opened if it is malformed', async () => {
    const key = await newSealedKey('ticket', secret);
    for (const sealed of ['', 'a.b.c.d.e', `${key.sealed.slice(0, -2)}AA`])
      expect(await openKey({ ...key, sealed }, secret)).toBeNull();
  });
});

describe('TICKET_KEY_SECRET', () => {
  const good = randomBytes(32).toString('base64url');

  it('is 32 bytes in base64url', () =>
    expect(ticketKeySecret.parse(good)).toEqual(new Uint8Array(Buffer.from(good, 'base64url'))));

  it.each([
    ['shorter', randomBytes(31).toString('base64url')],
    ['longer', randomBytes(33).toString('base64url')],
    ['padded', `${good}=`],
    ['in plain base64', Buffer.alloc(32, 0xff).toString('base64')],
    ['with a line break', `${good}\n`],
    ['spelt in another way', `${'A'.repeat(42)}B`],
    ['hexadecimal', randomBytes(32).toString('hex')],
  ])('is refused when %s, and the error does not quote it', (_, text) => {
    const { error } = ticketKeySecret.safeParse(text);
    expect(error?.issues[0]?.message).toBe('must be 32 bytes in base64url (43 characters, no padding)');
    expect(JSON.stringify(error)).not.toContain(text.trim());
  });
});
