import { durationSeconds } from '@countersign/contracts';
import { each } from './check.js';
import type { Check } from './check.js';
import { byKey, dataOf, livesOf, nameKey, typed } from './lives.js';
import type { Life } from './lives.js';

const ENDS = ['approved', 'rejected', 'cancelled', 'expired'];
const approvalEnds = (life: Life): string[] => endsOf(life, 'approval');
const requestEnds = (life: Life): string[] => endsOf(life, 'request');

const endsOf = (life: Life, of: 'approval' | 'request'): string[] =>
  typed(life[of], ...ENDS.map((end) => `${of}.${end}`)).map(({ type }) => type.split('.')[1] ?? '');

export const oneEnd: Check = {
  says: 'A request ends once, as its approval did, and nothing is decided afterwards.',
  check: (observed) =>
    each(
      'one-end',
      livesOf(observed).filter(({ policy }) => policy !== null),
      (life) => {
        const decided = approvalEnds(life);
        const followed = requestEnds(life);
        const wrong: string[] = [];
        if (decided.length > 1)
          wrong.push(`the approval of ${life.id} ended ${decided.length} times: ${decided.join(', ')}`);
        if (followed.join() !== decided.join())
          wrong.push(
            `${life.id} ended as ${followed.join(', ') || 'nothing'}, its approval as ${decided.join(', ') || 'nothing'}`,
          );
        const last = life.approval.at(-1)?.type.split('.')[1] ?? '';
        if (decided.length && !ENDS.includes(last))
          wrong.push(`the approval of ${life.id} went on after its end`);
        return wrong;
      },
    ),
};

interface Granted {
  startsAt: string;
  endsAt: string;
  duration: string;
  accessStarts: string;
}

/** The shortest of the requested duration and those that approvers allowed, in seconds. */
function approvedSeconds({ facts, approval }: Life): number {
  const allowed = typed(approval, 'approval.decided').flatMap((event) => {
    const { maxDuration } = dataOf<{ decision: { maxDuration?: string | null } }>(event).decision;
    return maxDuration ? [durationSeconds(maxDuration)] : [];
  });
  return Math.min(durationSeconds(facts.duration), ...allowed);
}

export const oneAccess: Check = {
  says: 'Each approval yields one access, for the shortest time that was asked and allowed; no other end yields one.',
  check: (observed) =>
    each('one-access', livesOf(observed), (life) => {
      const granted = typed(life.request, 'access.granted');
      const approved = approvalEnds(life).includes('approved') ? 1 : 0;
      if (granted.length !== approved)
        return `${life.id} was granted ${granted.length} accesses for ${approved} approvals`;
      return granted.flatMap((event) => {
        const { startsAt, endsAt, duration, accessStarts } = dataOf<Granted>(event);
        const shortest = approvedSeconds(life);
        const window = (Date.parse(endsAt) - Date.parse(startsAt)) / 1000;
        const tooLong = accessStarts === 'approval' && window > shortest;
        return tooLong || durationSeconds(duration) !== shortest
          ? [`${life.id} was granted for longer than was asked and allowed`]
          : [];
      });
    }),
};

export const endingsKnown: Check = {
  says: 'Every answer about the end of a request names its actual end.',
  check: (observed) => {
    const told = livesOf(observed).flatMap((life) =>
      life.commands.flatMap(({ tries, person, operation }) =>
        tries.flatMap(({ said }) => {
          const end = said?.request?.outcome ?? said?.request?.status;
          return end && ENDS.includes(end) ? [{ life, end, by: `${operation} by ${person.id}` }] : [];
        }),
      ),
    );
    return each('endings-known', told, ({ life, end, by }) => {
      const ends = approvalEnds(life);
      return ends.includes(end)
        ? null
        : `${by} was told that ${life.id} is ${end}; it is ${ends.join(', ') || 'pending'}`;
    });
  },
};

/** The position in the request log at which a request stopped being pending; Infinity while it is pending. */
const noLongerPending = (life: Life): number =>
  typed(life.request, ...ENDS.map((end) => `request.${end}`))[0]?.position ?? Infinity;

export const onePending: Check = {
  says: 'A person has one pending request for an account on a resource, however these are spelt.',
  check: (observed) => {
    const waiting = livesOf(observed).filter(({ policy }) => policy !== null);
    const places = byKey(waiting, ({ facts: { requester, resource, account } }) =>
      [requester.id, nameKey(resource), nameKey(account)].join(' '),
    );
    return each('one-pending', [...places.values()], (lives) =>
      lives.slice(1).flatMap((life, i) => {
        const before = lives[i];
        const submitted = life.request[0];
        if (!before || !submitted || noLongerPending(before) < submitted.position) return [];
        const expired = before.expiresAt <= Date.parse(life.facts.submittedAt);
        return expired ? [] : [`${life.id} was accepted while ${before.id} was pending for the same`];
      }),
    );
  },
};
