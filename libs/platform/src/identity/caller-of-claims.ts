import type { JWTPayload } from 'jose';
import { rolesOf } from '@countersign/kernel';
import type { Caller } from '@countersign/contracts';
import { InvalidToken } from './token.refusals.js';
import type { TokenSettings } from './token-settings.js';

/** Names are recorded in events and shown in reports, so they are cut to this length. */
const MAX_LENGTH = 256;

/** Control characters and halves of surrogate pairs: JSON can express them, logs and databases cannot store them. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;

/**
 * The caller that a verified token names.
 * @throws InvalidToken without a usable id claim
 */
export function callerOfClaims(claims: JWTPayload, settings: TokenSettings): Caller {
  const id = textOf(claims[settings.claims.id]);
  if (id === null || id.length > MAX_LENGTH || UNSTORABLE.test(id)) {
    throw new InvalidToken(`The access token does not name a person (claim ${settings.claims.id}).`);
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

/** A text fit for recording: one line of well-formed Unicode, not cut within a character. */
function lineOf(claim: unknown): string | null {
  const text = textOf(claim)?.slice(0, MAX_LENGTH).replace(new RegExp(UNSTORABLE, 'gu'), ' ').trim();
  return text || null;
}

/** A list of texts; some issuers write a list of one item as a text. Items that no policy could name are left out. */
function listOf(claim: unknown): string[] {
  const items: unknown[] = Array.isArray(claim) ? claim : [claim];
  return items.filter((item): item is string => typeof item === 'string' && !UNSTORABLE.test(item));
}
