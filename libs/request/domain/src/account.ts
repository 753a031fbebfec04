import { createHash } from 'node:crypto';
import { foldName } from '@countersign/contracts';
import type { AccountEvent, AccountTaken, RequestFacts } from '@countersign/contracts';
import { AccountInUse } from './access.errors.js';

/** Somebody who has the account checked out: until it is released, or their end has passed. */
export type Holder = Omit<AccountTaken['data'], 'resource' | 'account'>;

/** Who holds one account on one resource, in the order they came. */
export type Account = readonly Holder[];

/** How a stream `account-<hash>` is folded. */
export const accountFold = { initialState: [] as Account, evolve: evolveAccount };

/** Folds one event. Pure. Nobody is forgotten before their release: clocks differ, and one behind must still find them. */
export function evolveAccount(account: Account, event: AccountEvent): Account {
  switch (event.type) {
    case 'account.taken': {
      const { resource: _r, account: _a, ...holder } = event.data;
      return [...account, holder];
    }
    case 'account.released':
      return account.filter(({ ticketId }) => ticketId !== event.data.ticketId);
    default:
      return passThrough(event, account);
  }
}

/** The stream of an account: SHA-256 over the case-folded names, so that every spelling meets the same one (rule 12). */
export function accountStream({ resource, account }: Pick<RequestFacts, 'resource' | 'account'>): string {
  const key = JSON.stringify([foldName(resource), foldName(account)]);
  return `account-${createHash('sha256').update(key).digest('hex')}`;
}

/** Those who hold it at a time: one whose end has passed does not count, whether or not that is on record. */
export function holdersAt(account: Account, now: Date): Holder[] {
  return account.filter(({ endsAt }) => now.getTime() < Date.parse(endsAt));
}

/**
 * An exclusive check-out needs nobody holding the account, any other needs no exclusive holder (rule 12).
 * @throws AccountInUse naming who of those in the way holds it longest, and until when
 */
export function assertFree(account: Account, exclusive: boolean, now: Date): void {
  const inTheWay = holdersAt(account, now).filter((one) => exclusive || one.exclusive);
  const [holder] = inTheWay.sort((a, b) => Date.parse(b.endsAt) - Date.parse(a.endsAt));
  if (holder) throw new AccountInUse(holder);
}

/** Takes the account for a check-out. */
export function take(
  holder: Holder,
  { resource, account }: Pick<RequestFacts, 'resource' | 'account'>,
): AccountEvent[] {
  return [{ type: 'account.taken', schemaVersion: 1, data: { ...holder, resource, account } }];
}

/** Releases what one check-out holds, and nothing else. */
export function release(account: Account, ticketId: string): AccountEvent[] {
  const holder = account.find((one) => one.ticketId === ticketId);
  if (!holder) return [];
  return [{ type: 'account.released', schemaVersion: 1, data: { ticketId, requestId: holder.requestId } }];
}

/** Compiles only while every known type has its case. */
function passThrough(_unknown: never, account: Account): Account {
  return account;
}
