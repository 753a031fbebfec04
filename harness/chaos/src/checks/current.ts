import type { Try } from '../load/history.js';
import type { Observed } from '../observe/observed.js';
import { each, together } from './check.js';
import type { Check } from './check.js';
import { newestKnown, shownPolicies } from './known-policies.js';
import type { ShownPolicy } from './known-policies.js';
import { doneBy, livesOf } from './lives.js';
import type { Life } from './lives.js';
import { endShownBy } from './moments.js';

/** An answer that shows a request, and what anybody could know of the request before asking. */
interface Shown {
  life: Life;
  one: Try;
  approvals: string[];
  ended: boolean;
  givenBack: boolean;
}

const before = (life: Life, { sentAt }: Try, ...operations: string[]) =>
  life.commands.filter((command) => operations.includes(command.operation) && doneBy(command) < sentAt);

function shownOf(observed: Observed): Shown[] {
  return livesOf(observed).flatMap((life) =>
    life.commands
      .flatMap(({ tries }) => tries)
      .filter(({ said }) => said?.request && said.status < 300)
      .map((one) => ({
        life,
        one,
        approvals: before(life, one, 'approval.approve').map(({ person }) => person.id),
        ended: endShownBy(life) < one.sentAt,
        givenBack: before(life, one, 'request.checkIn', 'request.revoke').length > 0,
      })),
  );
}

const OVER = ['checked-in', 'revoked', 'ended'];

export const current: Check = {
  says: 'An answer shows everything that was acknowledged to anybody before the call.',
  check: (observed) =>
    together(
      each('current', shownOf(observed), oldRequest),
      each('current', shownPolicies(observed), (policy) => oldPolicy(observed, policy)),
    ),
};

function oldRequest({ life, one: { said }, approvals, ended, givenBack }: Shown): string[] {
  const request = said?.request;
  if (!request) return [];
  const unseen = approvals.filter((person) => !request.decisions.some((one) => one.includes(` ${person} `)));
  // While the request service is away, an approval answers from its own log: pending, and how the approval ended.
  const pending = request.status === 'pending' && request.outcome === null;
  const access = request.access?.status;
  return [
    ...unseen.map((person) => `an answer about ${life.id} does not show the approval of ${person}`),
    ...(ended && pending ? [`${life.id} was shown as pending after its end was shown`] : []),
    ...(givenBack && access !== undefined && !OVER.includes(access)
      ? [`the access of ${life.id} was shown as ${access} after its end`]
      : []),
  ];
}

/** The answer to an edit shows at least the version that the edit made. */
function oldPolicy(observed: Observed, { id, version, command, one }: ShownPolicy): string | null {
  const made = command.operation === 'policy.update' ? (command.ifMatch ?? 0) + 1 : 0;
  const known = Math.max(made, newestKnown(observed, id, one.sentAt));
  return version < known
    ? `version ${version} of the policy ${id} was shown, and it had been at version ${known}`
    : null;
}
