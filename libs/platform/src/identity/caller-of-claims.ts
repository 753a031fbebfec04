import type { JWTPayload } from 'jose';
import type { Caller } from '@countersign/contracts';
import { rolesOf } from './roles-of.js';
import { InvalidToken } from './token.refusals.js';
import type { TokenSettings } from './token-settings.js';

/** Names are recorded in events and shown in reports: no more than this of them is kept. */
const LONGEST = 256;

/** Control characters, and halves of surrogate pairs: JSON can spell them, logs and databases cannot hold them. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;

/**
 * The caller a verified token speaks of.
 * @throws InvalidToken without a usable id claim
 */
export function callerOfClaims(claims: JWTPayload, settings: TokenSettings): Caller {
  const id = textOf(claims[settings.claims.id]);
  if (id === null || id.length > LONGEST || UNSTORABLE.test(id)) {
    throw new InvalidToken(`The access token does not say who it is about (claim ${settings.claims.id}).`);
  }
  const groups = listOf(claims[settings.claims.groups]);
  return {
    issuer: settings.issuer,
    id,
    name: lineOf(claims[settings.claims.name]) ?? id,
    email: lineOf(claims[settings.claims.email]),
    groups,
    roles: rolesOf(claims, groups, settings),
    authentication: {
      methods: listOf(claims.amr),
      contextClass: textOf(claims.acr),
      at: typeof claims.auth_time === 'number' ? new Date(claims.auth_time * 1000) : null,
    },
    tokenExpiresAt: new Date((claims.exp ?? 0) * 1000),
  };
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim.trim() !== '' ? claim : null;
}

/** A text as it may be recorded: one line of well-formed Unicode, not cut within a character. */
function lineOf(claim: unknown): string | null {
  const text = textOf(claim)?.slice(0, LONGEST).replace(new RegExp(UNSTORABLE, 'gu'), ' ').trim();
  return text || null;
}

/** A list of texts; some issuers write a list of one as a plain text. Absent is empty; what no policy can name is left out. */
function listOf(claim: unknown): string[] {
  const items: unknown[] = Array.isArray(claim) ? claim : [claim];
  return items.filter((item): item is string => typeof item === 'string' && !UNSTORABLE.test(item));
}
