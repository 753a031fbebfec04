import type { StoredEvent } from '../observe/observed.js';
import { isFinal } from '../load/history.js';
import type { Operation, Said } from '../load/history.js';
import { each, together } from './check.js';
import type { Check } from './check.js';
import { dataOf, isDone } from './lives.js';
import { repeatsRefusal } from './repeated-refusal.js';
import { inWords, sentCommands } from './stored-commands.js';
import type { SentCommand } from './stored-commands.js';

/** The event type of each operation, and how many such events its command stores. */
const effects: Partial<Record<Operation, string>> = {
  'policy.create': 'policy.created',
  'policy.update': 'policy.updated',
  'request.submit': 'request.submitted',
  'approval.approve': 'approval.decided',
  'approval.reject': 'approval.decided',
  'approval.cancel': 'approval.cancelled',
  'request.checkOut': 'access.checked_out',
  'request.checkIn': 'access.checked_in',
  'request.revoke': 'access.revoked',
};

const REFUSED = 'no-policy-applies';

/** An answer that says that the command is done and recorded. A refusal because no policy applies is recorded, too. */
const saysStored = (said: Said): boolean => said.status < 300 || said.code === REFUSED;

export const acknowledged: Check = {
  says: 'What was acknowledged is in the log, once, with the ids of the answer.',
  check: (observed) => {
    const tickets = new Set(
      observed.logs.request.events.filter(({ type }) => type === 'access.checked_out').map(ticketIdOf),
    );
    const done = sentCommands(observed).filter(({ sent }) =>
      sent.tries.some(({ said }) => said && saysStored(said)),
    );
    return each('acknowledged', done, (one) => {
      const answers = one.sent.tries.flatMap(({ said }) => (said && saysStored(said) ? [said] : []));
      if (one.stored) return wrongEffect(one, observed.logs[one.log].events, answers);
      // A repeated check-out gets another ticket of the same check-out: nothing new is stored.
      const again = one.sent.operation === 'request.checkOut';
      if (again && answers.every(({ ticket }) => ticket && tickets.has(ticket.id))) return null;
      if (repeatsRefusal(one, observed)) return null;
      return `${inWords(one)} was acknowledged, and the log knows nothing of it`;
    });
  },
};

const ticketIdOf = (event: StoredEvent): string => dataOf<{ ticketId: string }>(event).ticketId;

function wrongEffect(one: SentCommand, events: readonly StoredEvent[], answers: Said[]): string[] {
  const { stored, sent } = one;
  if (!stored) return [];
  const wrong = answers.flatMap(({ position }) => wrongPosition(one, position));
  const own = events.slice(stored.first - 1, stored.last);
  const effect = stored.result.code === REFUSED ? 'request.refused' : effects[sent.operation];
  const found = own.filter(({ type }) => type === effect);
  if (found.length !== 1) wrong.push(`${inWords(one)} stored ${effect} ${found.length} times`);
  const { actor } = found[0]?.said ?? {};
  if (actor && (actor.kind !== 'person' || actor.id !== sent.person.id))
    wrong.push(`${inWords(one)} is on record as done by ${actor.id}`);
  const ids = new Set(answers.flatMap((said) => idIn(said) ?? []));
  const storedId = stored.result.ids[one.log === 'policy' ? 'policyId' : 'requestId'];
  if (ids.size > 1 || (ids.size === 1 && !ids.has(storedId ?? '')))
    wrong.push(`${inWords(one)} was answered with ${[...ids].join(' and ')}, stored with ${storedId}`);
  return wrong;
}

/** Id of the request or policy that an answer concerns. */
const idIn = ({ requestId, request, policy }: Said): string | null =>
  requestId ?? request?.id ?? policy?.id ?? null;

/** The answer names the position that a reader must reach; other people's later events may be included. */
function wrongPosition(one: SentCommand, position: string | null): string[] {
  const told = position?.split(', ').find((part) => part.startsWith(`${one.log}=`));
  if (told === undefined || Number(told.split('=')[1]) >= (one.stored?.last ?? 0)) return [];
  return [`${inWords(one)} was answered with ${told}, and is stored up to ${one.stored?.last}`];
}

export const unacknowledged: Check = {
  says: 'What was refused is not in the log, and what went unanswered is there once or not at all: its key tells which.',
  check: (observed) =>
    each('unacknowledged', sentCommands(observed), (one) => {
      const { sent, stored } = one;
      const final = sent.tries.filter(({ said }) => said && isFinal(said));
      if (!final.length) return `${inWords(one)} has no final answer after all`;
      if (!stored) return null;
      // A ticket is signed for the current check-out: a repeat may come after its end, or need a second factor.
      if (sent.operation === 'request.checkOut') return null;
      const told = final.filter(({ sentAt }) => sentAt > stored.recordedAt / 1000);
      const denied = told.find(({ said }) => said && !saysStored(said));
      if (denied) return `${inWords(one)} is stored, and was then refused: ${denied.said?.code}`;
      return final.some(({ said }) => said && saysStored(said))
        ? null
        : `${inWords(one)} is stored, and everybody was told no`;
    }),
};

export const repeats: Check = {
  says: 'The same key again gets the same status and the same ids; with another body it is refused.',
  check: (observed) => {
    const repeated = sentCommands(observed).filter(({ sent }) => sent.tries.filter(isStored).length > 1);
    const reused = observed.history.commands.filter(({ keyReused }) => keyReused);
    return together(
      each('repeats', repeated, (one) => {
        const told = one.sent.tries.filter(isStored).map(({ said }) => outcomeInWords(said));
        const different = [...new Set(told)];
        return different.length === 1
          ? null
          : `${inWords(one)} was answered differently: ${different.join(' and then ')}`;
      }),
      each('repeats', reused, ({ operation, person, tries }) => {
        const taken = tries.find(
          ({ said }) => said && isFinal(said) && said.code !== 'idempotency-key-reused',
        );
        return taken
          ? `${operation} by ${person.id} with the key of another body was answered with ${taken.said?.status}`
          : null;
      }),
    );
  },
};

const isStored = (one: SentCommand['sent']['tries'][number]): boolean =>
  isDone(one) || one.said?.code === REFUSED;

const outcomeInWords = (said: Said | null): string =>
  `${said?.status} ${(said && idIn(said)) ?? ''} ${said?.ticket?.id ?? ''}`.trim();

export const unasked: Check = {
  says: 'Everything a person is on record for was sent by that person, and every event belongs to one command.',
  check: (observed) => {
    const sent = new Map(sentCommands(observed).map((one) => [`${one.log} ${one.id}`, one]));
    const ranges = (['policy', 'request', 'approval'] as const).flatMap((log) =>
      observed.logs[log].commands.map((command, i, all) => ({ log, command, before: all[i - 1]?.last ?? 0 })),
    );
    return each('unasked', ranges, ({ log, command, before }) => {
      const wrong: string[] = [];
      const { first, last, id } = command;
      if (first !== before + 1)
        wrong.push(`the events of a command in the ${log} log are ${first}–${last}, after ${before}`);
      if (sent.has(`${log} ${id}`)) return wrong;
      const own = observed.logs[log].events.slice(first - 1, last);
      const asked = own.find(({ said, type }) => said.actor.kind === 'person' && type !== 'attempt.refused');
      if (asked) wrong.push(`nobody sent ${asked.type} at ${asked.position} of the ${log} log`);
      return wrong;
    });
  },
};
