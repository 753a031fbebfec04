import type { JWTPayload } from 'jose';
import { rolesOf } from '@countersign/kernel';
import type { Caller } from '@countersign/contracts';
import { isVisible, nameFault } from '@countersign/names';
import { clientOfOwnToken } from './own-token.js';
import { InvalidToken } from './token.refusals.js';
import type { TokenSettings } from './token-settings.js';

/** Names are recorded in events and shown in reports, so they are cut to this length. */
const MAX_LENGTH = 256;

/** Keeps the ids of machines apart from the ids of people, which a client may have as its name. */
const MACHINE_PREFIX = 'client:';

/** Control characters and halves of surrogate pairs: JSON can express them, logs and databases cannot store them. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/gu;

/** A group of a token that counts for nothing, because it may be mistaken for another (rules.md#names). */
export interface RefusedGroup {
  group: string;
  /** The end of a sentence that begins with the group. */
  reason: string;
}

/** Who a verified token names, and the groups that it names in vain. */
export interface Named {
  caller: Caller;
  refusedGroups: RefusedGroup[];
}

/**
 * The caller that a verified token names: a person, or a machine (rules.md#machines).
 * @throws InvalidToken without a usable id, saying why
 */
export function callerOfClaims(claims: JWTPayload, settings: TokenSettings): Named {
  const client = clientOfOwnToken(claims, settings.claims.id);
  const id = client === null ? personIdOf(claims, settings) : machineIdOf(client, settings);
  const { groups, refusedGroups } = groupsOf(claims[settings.claims.groups], settings);
  const caller: Caller = {
    kind: client === null ? 'person' : 'machine',
    issuer: settings.issuer,
    id,
    name: lineOf(claims[settings.claims.name]) ?? id,
    email: lineOf(claims[settings.claims.email]),
    groups: client === null ? groups : [],
    roles: rolesOf(client, groups, settings),
    authentication: {
      methods: listOf(claims.amr),
      contextClass: textOf(claims.acr),
      at: typeof claims.auth_time === 'number' ? new Date(claims.auth_time * 1000) : null,
    },
    tokenExpiresAt: new Date((claims.exp ?? 0) * 1000),
  };
  return { caller, refusedGroups };
}

function personIdOf(claims: JWTPayload, { claims: { id: claim }, names }: TokenSettings): string {
  const id = textOf(claims[claim])?.normalize('NFC');
  if (id === undefined || id.length > MAX_LENGTH) {
    throw new InvalidToken(`The access token does not name a person (claim ${claim}).`);
  }
  const fault = nameFault(id, names, 'word');
  if (fault) throw new InvalidToken(`The id in the access token (claim ${claim}) ${fault.message}.`);
  return id;
}

function machineIdOf(client: string, { names }: TokenSettings): string {
  const id = client.normalize('NFC');
  if (id.length > MAX_LENGTH) throw new InvalidToken("The client's id in the access token is too long.");
  const fault = nameFault(id, names, 'word');
  if (fault) throw new InvalidToken(`The client's id in the access token ${fault.message}.`);
  return `${MACHINE_PREFIX}${id}`;
}

/** Some issuers write a list of one group as a text. */
function groupsOf(
  claim: unknown,
  { names }: TokenSettings,
): { groups: string[]; refusedGroups: RefusedGroup[] } {
  const groups: string[] = [];
  const refusedGroups: RefusedGroup[] = [];
  for (const written of listOf(claim)) {
    const group = written.normalize('NFC');
    const fault = nameFault(group, names, 'word');
    if (fault) refusedGroups.push({ group, reason: fault.message });
    else groups.push(group);
  }
  return { groups, refusedGroups };
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim.trim() !== '' ? claim : null;
}

/**
 * A text fit for recording and showing: one line of well-formed Unicode, not cut within a character, that cannot change the
 * direction of the text around it. The joiners stay, because some scripts are misspelt without them.
 */
function lineOf(claim: unknown): string | null {
  const text = textOf(claim)?.slice(0, MAX_LENGTH).replace(UNSTORABLE, ' ') ?? '';
  const shown = Array.from(text)
    .filter((character) => isVisible(character) || JOINERS.test(character))
    .join('');
  return shown.replaceAll(/\u200c|\u200d/g, '').trim() === '' ? null : shown.trim();
}

const JOINERS = /\u200c|\u200d/;

/** A list of texts; some issuers write a list of one item as a text. */
function listOf(claim: unknown): string[] {
  const items: unknown[] = Array.isArray(claim) ? claim : [claim];
  return items.filter((item): item is string => typeof item === 'string');
}
