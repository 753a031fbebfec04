import { TICKET_TYPE } from '@countersign/contracts';
import type { SigningKeys } from '../signing-keys/signing-keys.js';
import { ticketClaimsOf } from './ticket-claims.js';
import type { TicketGrant, TicketSettings } from './ticket-claims.js';

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
