import type { AccessEvent, AccountEvent } from '@countersign/contracts';

/** Events of the request's own stream and of its account's: one append, or nothing. */
export interface AccessEnding {
  request: AccessEvent[];
  account: AccountEvent[];
}
