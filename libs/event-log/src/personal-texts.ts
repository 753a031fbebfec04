import type { PrivateTexts } from '@countersign/contracts';
import type { PersonalData } from './event-log.js';

/** Personal data as members of a private text; what is not known is left out. */
export function personalTexts(personal: PersonalData | null): Omit<PrivateTexts, 'salt'> {
  if (!personal) return {};
  const { name, email, address, userAgent } = personal;
  return {
    name,
    email: email ?? undefined,
    address: address ?? undefined,
    userAgent: userAgent ?? undefined,
  };
}
