import { authorOf } from '@countersign/contracts';
import type { AccountEvent, Folding, KnownPerson } from '@countersign/contracts';
import { AccountInUse } from './access.errors.js';

/** A person who has the account checked out, until the end is on record or has passed. */
export interface Holder {
  ticketId: string;
  requestId: string;
  by: KnownPerson;
  at: string;
  endsAt: string;
  exclusive: boolean;
}

/** The holders of an account on a resource, in the order of their check-outs. */
export type Account = readonly Holder[];

/** How a stream `account-<hash>` is folded. */
export const accountFold = { initialState: [] as Account, evolve: evolveAccount };

/** Folds an event. A holder stays until the end is on record, because a slower clock must still find the holder. */
function evolveAccount(account: Account, event: Folding<AccountEvent>): Account {
  switch (event.type) {
    case 'access.checked_out': {
      const { ticketId, requestId, at, endsAt, exclusive } = event.data;
      return [...account, { ticketId, requestId, by: authorOf(event), at, endsAt, exclusive }];
    }
    case 'access.checked_in':
    case 'access.ended':
    case 'access.revoked':
      return account.filter(({ ticketId }) => ticketId !== event.data.ticketId);
    default:
      return passThrough(event, account);
  }
}

/**
 * The holders at a point in time. A holder whose end has passed does not count, whether or not the end is on record.
 */
function holdersAt(account: Account, now: Date): Holder[] {
  return account.filter(({ endsAt }) => now.getTime() < Date.parse(endsAt));
}

/**
 * An exclusive check-out needs an account that nobody holds, any other needs one without an exclusive holder
 * (rules.md#exclusive-check-out).
 * @throws AccountInUse naming the holder in the way whose end comes last
 */
export function assertFree(account: Account, exclusive: boolean, now: Date): void {
  const inTheWay = holdersAt(account, now).filter((holder) => exclusive || holder.exclusive);
  const [holder] = inTheWay.sort((a, b) => Date.parse(b.endsAt) - Date.parse(a.endsAt));
  if (holder) throw new AccountInUse(holder);
}

/** Compiles only while every known type has a case. */
function passThrough(_unknown: never, account: Account): Account {
  return account;
}
