import { z } from 'zod';

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
