import { TICKET_TYPE } from '@countersign/contracts';
import type { PersonRef, PolicyRef, TicketClaims } from '@countersign/contracts';
import type { SigningKeys } from '../signing-keys/signing-keys.js';

/** What all tickets of an installation have in common. */
export interface TicketSettings {
  /** `iss`: the name by which verifiers know this installation. */
  issuer: string;
  /** `aud` */
  audience: string;
  lifetimeSeconds: number;
}

/** The check-out that a ticket proves. */
export interface TicketGrant {
  ticketId: string;
  requestId: string;
  requester: PersonRef;
  resource: string;
  account: string;
  policy: PolicyRef | null;
  /** The access, from and until when, RFC 3339. */
  startsAt: string;
  endsAt: string;
}

/**
 * The claims of a ticket signed now, in whole seconds: it ends with its lifetime or with the access, whichever is
 * earlier, and is never rounded beyond either.
 * @throws Error outside the access: the caller has not checked the window, which is a defect
 */
export function ticketClaimsOf(grant: TicketGrant, now: Date, settings: TicketSettings): TicketClaims {
  const startsAt = Date.parse(grant.startsAt);
  const endsAt = Date.parse(grant.endsAt);
  if (!(startsAt <= now.getTime() && now.getTime() < endsAt)) {
    throw new Error(`a ticket was requested outside its access (request ${grant.requestId})`);
  }
  const issuedAt = Math.floor(now.getTime() / 1000);
  return {
    iss: settings.issuer,
    sub: grant.requester.id,
    aud: settings.audience,
    jti: grant.ticketId,
    iat: issuedAt,
    nbf: issuedAt,
    exp: Math.min(Math.floor(endsAt / 1000), issuedAt + settings.lifetimeSeconds),
    request_id: grant.requestId,
    resource: grant.resource,
    account: grant.account,
    policy: grant.policy,
  };
}

/** Signs access tickets: JWTs (RFC 7519), EdDSA, of a type of their own. */
export class TicketSigner {
  constructor(
    private readonly keys: Pick<SigningKeys, 'signWith'>,
    private readonly settings: TicketSettings,
  ) {}

  /**
   * The ticket of a check-out, for a vault or a session broker. Never stored, never logged.
   * @throws Unavailable when the keys cannot be read
   * @throws Error when `now` is outside the access
   */
  async sign(grant: TicketGrant, now: Date): Promise<string> {
    return this.keys.signWith('ticket', ticketClaimsOf(grant, now, this.settings), TICKET_TYPE);
  }
}
