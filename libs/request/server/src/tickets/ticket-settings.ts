import { durationBetween, durationSeconds } from '@countersign/contracts';
import { z } from 'zod';
import { ticketKeySecret } from '../signing-keys/sealed-key.js';
import type { KeysOptions } from '../signing-keys/keys.module.js';

/** The longest lifetime of a ticket that can be set. */
export const LONGEST_TICKET = 'PT1H';

/** How access tickets are made. */
export const ticketSettings = {
  TICKET_ISSUER: z
    .url({ protocol: /^https?$/ })
    .describe(
      'Issuer (iss) of the access tickets: the public address of this installation, under which verifiers find /.well-known/jwks.json.',
    ),
  TICKET_AUDIENCE: z
    .string()
    .min(1)
    .default('countersign-tickets')
    .describe('Audience (aud) of the access tickets; must differ from the audience of access tokens.'),
  TICKET_LIFETIME: durationBetween('PT10S', LONGEST_TICKET)
    .default('PT15M')
    .describe(
      'How long a ticket can be verified offline, ISO 8601, PT10S to PT1H; never longer than the access.',
    ),
  TICKET_KEY_SECRET: ticketKeySecret.describe(
    'Secret under which the signing keys are encrypted in the database: 32 random bytes in base64url, 43 characters.',
  ),
};

type Settings = z.output<z.ZodObject<typeof ticketSettings>>;

/** The check that tickets and access tokens have different audiences; for `superRefine`. */
export function requireOwnAudience(
  settings: Settings & { OIDC_AUDIENCE: string },
  context: z.RefinementCtx,
): void {
  if (settings.TICKET_AUDIENCE !== settings.OIDC_AUDIENCE) return;
  const message = 'must differ from OIDC_AUDIENCE: a ticket is not an access token';
  context.addIssue({ code: 'custom', path: ['TICKET_AUDIENCE'], message });
}

/** The settings in the signer's form. */
export function ticketsOf(settings: Settings): KeysOptions {
  return {
    issuer: settings.TICKET_ISSUER,
    audience: settings.TICKET_AUDIENCE,
    // RFC 7519 allows a fraction in `exp`, and many verifiers do not.
    lifetimeSeconds: Math.floor(durationSeconds(settings.TICKET_LIFETIME)),
    keySecret: settings.TICKET_KEY_SECRET,
  };
}
