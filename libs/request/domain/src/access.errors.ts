import { nameOf, Refusal } from '@countersign/contracts';
import type { KnownPerson } from '@countersign/contracts';
import { endOf, wasNotUsed } from './access.js';
import type { Access } from './access.js';
import type { Holder } from './account.js';
import type { AccessRequest } from './request.js';

/** What a sentence calls a person: by name in an answer, by id in an event. */
type Called = (person: KnownPerson) => string;

const idOf: Called = ({ id }) => id;

/** Only the requester may check out and check in. The requester and policy admins may revoke. */
export class NotTheRequester extends Refusal {
  constructor(requester: KnownPerson, what: 'check it out' | 'check it in' | 'revoke it') {
    const others = what === 'revoke it' ? ' or a policy admin' : '';
    const only = (called: Called): string =>
      `Only ${called(requester)}, who made this request,${others} may ${what}.`;
    super('not-the-requester', 403, only(nameOf));
    this.recorded = only(idOf);
  }
}

/** The access cannot be used yet: the request is not approved, or the window has not begun. */
export class AccessNotOpenYet extends Refusal {
  constructor(startsAt: string | null) {
    super(
      'access-not-open-yet',
      409,
      startsAt === null
        ? 'This request is still waiting for approval, so there is no access yet.'
        : `This access begins at ${startsAt}.`,
      { startsAt },
    );
  }
}

/** The request ended without an access. */
export class NoAccess extends Refusal {
  constructor(status: AccessRequest['status']) {
    const how = status === 'expired' ? 'expired before enough people had approved it' : `was ${status}`;
    super('no-access', 409, `This request ${how}, so there is no access.`, { status });
  }
}

/** The access has ended; the sentence says how. */
export class AccessOver extends Refusal {
  constructor(access: Access) {
    const over = (called: Called): string => `This access is over: ${howItEnded(access, called)}.`;
    super('access-over', 409, over(nameOf), { endedAt: endOf(access) });
    this.recorded = over(idOf);
  }
}

/** The access is not checked out, so it cannot be checked in. */
export class NotCheckedOut extends Refusal {
  constructor() {
    super('not-checked-out', 409, 'This access is not checked out, so there is nothing to check in.');
  }
}

/** Another check-out holds the account, and one of the two is exclusive. */
export class AccountInUse extends Refusal {
  constructor({ by, endsAt, exclusive }: Holder) {
    const how = exclusive
      ? 'has it exclusively'
      : 'is using it, and the policy of your request requires that nobody else does';
    const inUse = (called: Called): string =>
      `The account is in use until ${endsAt} at the latest: ${called(by)} ${how}.`;
    super('account-in-use', 409, inUse(nameOf), { holder: { id: by.id, name: by.name }, until: endsAt });
    this.recorded = inUse(idOf);
  }
}

function howItEnded(access: Access, called: Called): string {
  switch (access.status) {
    case 'checked-in':
      return `${called(access.checkOut.by)} checked it in at ${access.at}`;
    case 'revoked':
      return `${called(access.by)} revoked it at ${access.at}`;
    case 'granted':
    case 'checked-out':
    case 'ended':
      return wasNotUsed(access)
        ? `it was not checked out before ${endOf(access)}`
        : `it ended at ${endOf(access)}`;
    default:
      return access satisfies never;
  }
}
