import type { Command, Said, Try } from '../load/history.js';
import type { Observed, StoredEvent } from '../observe/observed.js';
import { each } from './check.js';
import type { Check } from './check.js';
import { writtenPolicies } from './known-policies.js';
import {
  asksFor,
  byKey,
  dataOf,
  doneBy,
  groupsOf,
  isNamed,
  livesOf,
  nameKey,
  timeOf,
  typed,
} from './lives.js';
import type { Life } from './lives.js';
import { endShownBy, hadCome, momentOf, statesMet, wasToCome } from './moments.js';
import type { Moment } from './moments.js';
import { senderOf } from './stored-commands.js';
import { ENDINGS, usesOf } from './uses.js';

/** A refused call. */
interface Refused {
  observed: Observed;
  command: Command;
  one: Try;
  said: Said;
  moment: Moment;
  /** The request that it concerned; undefined for submissions and for calls about policies. */
  life: Life | undefined;
  /** All requests for the same account. */
  neighbours: readonly Life[];
}

/** A refused call about a request. */
type About = Refused & { life: Life };

/** Whether the reason holds in one of the states that the call may have seen. */
const met = (
  refused: About,
  log: 'request' | 'approval',
  reason: (state: StoredEvent[]) => boolean,
): boolean => statesMet(refused.observed, refused.life, log, refused.moment).some(reason);

const has = (state: readonly StoredEvent[], ...types: string[]): boolean => typed(state, ...types).length > 0;

interface Decision {
  step: number;
  decision: { by: { id: string } };
}
const decisionsIn = (state: readonly StoredEvent[]): Decision[] =>
  typed(state, 'approval.decided').map((event) => dataOf<Decision>(event));

/** The step that a state waits for. */
function openStep({ policy }: Life, state: readonly StoredEvent[]): number {
  const decisions = decisionsIn(state);
  return (policy?.steps ?? []).findIndex(
    ({ requiredApprovals }, i) => decisions.filter(({ step }) => step === i).length < requiredApprovals,
  );
}

const isRequester = ({ command, life }: About): boolean => command.person.id === life.facts.requester.id;

function maySee({ command: { person }, life }: About): boolean {
  const { policy, facts } = life;
  const overseer = groupsOf(person.id).some((group) => group === 'policy-admins' || group === 'auditors');
  return (
    overseer ||
    person.id === facts.requester.id ||
    !!policy?.steps.some((_, i) => isNamed(policy, i, person.id))
  );
}

const ENDS = ['approved', 'rejected', 'cancelled', 'expired'].map((end) => `approval.${end}`);
const NO_ACCESS = ['request.rejected', 'request.cancelled', 'request.expired', 'request.refused'];

/** The reasons that a request and its access can give. */
const reasons: Record<string, (refused: About) => boolean> = {
  'not-pending': (refused) =>
    refused.life.policy === null ||
    hadCome(refused.life.expiresAt, refused.moment) ||
    met(refused, 'approval', (state) => has(state, ...ENDS)),
  'window-over': ({ life, moment }) => hadCome(life.expiresAt, moment),
  'self-approval': (refused) => isRequester(refused) && !refused.life.policy?.allowSelfApproval,
  'not-an-approver': (refused) => {
    const { life, command } = refused;
    return met(refused, 'approval', (state) => {
      const open = openStep(life, state);
      return life.policy !== null && open >= 0 && !isNamed(life.policy, open, command.person.id);
    });
  },
  'already-decided': (refused) => decidedBefore(refused, (step, open) => step === open),
  'approved-earlier-step': (refused) => decidedBefore(refused, (step, open) => step < open),
  'not-the-requester': (refused) => !isRequester(refused),
  'not-found': (refused) => !maySee(refused),
  'insufficient-user-authentication': ({ one, life }) => !one.mfa && life.policy?.mfa !== undefined,
  'access-not-open-yet': (refused) =>
    met(refused, 'request', (state) => !has(state, 'access.granted', ...NO_ACCESS)) ||
    instantsOf(refused.life, 'startsAt').some((start) => wasToCome(start, refused.moment)),
  'no-access': (refused) => met(refused, 'request', (state) => has(state, ...NO_ACCESS)),
  'access-over': (refused) =>
    met(refused, 'request', (state) => has(state, ...ENDINGS)) ||
    instantsOf(refused.life, 'endsAt').some((end) => hadCome(end, refused.moment)),
  'not-checked-out': (refused) => met(refused, 'request', (state) => !has(state, 'access.checked_out')),
  'account-in-use': (refused) => refused.neighbours.some((other) => mayHold(other, refused)),
};

function decidedBefore(refused: About, counts: (step: number, open: number) => boolean): boolean {
  const { command, life } = refused;
  return met(refused, 'approval', (state) =>
    decisionsIn(state).some(
      ({ step, decision }) => decision.by.id === command.person.id && counts(step, openStep(life, state)),
    ),
  );
}

function instantsOf({ request }: Life, name: 'startsAt' | 'endsAt'): number[] {
  const windows = typed(request, 'access.granted', 'access.checked_out');
  return windows.map((event) => Date.parse(dataOf<Record<typeof name, string>>(event)[name]));
}

/** Whether another request may have held the account during the call. */
function mayHold(other: Life, { life, observed, moment }: About): boolean {
  if (other === life) return false;
  return usesOf(other).some(({ event, end, endsAt }) => {
    const sender = end && senderOf(observed, 'request', end.position);
    const over = sender ? doneBy(sender) < moment.sentAt : false;
    return hadCome(timeOf(event), moment) && wasToCome(endsAt, moment) && !over;
  });
}

/** The reasons that can refuse a submission before there is a request. */
const submissionReasons: Record<string, (refused: Refused) => boolean> = {
  'no-policy-applies': ({ observed, command }) =>
    !writtenPolicies(observed).some(({ content }) => asksFor(namesOf(command).resource, content)),
  'duplicate-request': ({ neighbours, command, moment }) =>
    neighbours.some((other) => {
      const [first] = other.request;
      const same = other.facts.requester.id === command.person.id;
      const pending = first && hadCome(timeOf(first), moment) && wasToCome(other.expiresAt, moment);
      return same && pending && endShownBy(other) >= moment.sentAt;
    }),
  'starts-at-out-of-range': ({ command, moment }) => {
    const { startsAt } = command.body as { startsAt?: string };
    return startsAt !== undefined && hadCome(Date.parse(startsAt), moment);
  },
};

/** Whether the policy was already newer than the version that an edit names. */
function overtaken({ observed, command, moment }: Refused): boolean {
  const { target, ifMatch = 0 } = command;
  return observed.logs.policy.events.some(
    (event) =>
      event.stream === `policy-${target}` && event.version > ifMatch && hadCome(timeOf(event), moment),
  );
}

const namesOf = ({ body }: Command): { resource: string; account: string } =>
  body as { resource: string; account: string };

const accountKey = ({ resource, account }: { resource: string; account: string }): string =>
  `${nameKey(resource)} ${nameKey(account)}`;

function refusedCalls(observed: Observed): Refused[] {
  const lives = livesOf(observed);
  const byId = new Map(lives.map((life) => [life.id, life]));
  const byAccount = byKey(lives, ({ facts }) => accountKey(facts));
  const refused = observed.history.commands
    .filter(({ operation }) => operation !== 'ticket.status')
    .flatMap((command) => command.tries.map((one) => ({ command, one })));
  return refused.flatMap(({ command, one }) => {
    const { said } = one;
    if (!said || said.status < 400 || said.status >= 500 || said.status === 429) return [];
    const life = byId.get(command.target);
    const key = life
      ? accountKey(life.facts)
      : command.operation === 'request.submit'
        ? accountKey(namesOf(command))
        : '';
    return [
      { observed, command, one, said, moment: momentOf(one), life, neighbours: byAccount.get(key) ?? [] },
    ];
  });
}

function hasReason(refused: Refused): boolean {
  const { command, said, life } = refused;
  const code = said.code ?? '';
  if (code === 'idempotency-key-reused') return command.keyReused === true;
  if (command.operation === 'policy.update') return code === 'version-conflict' && overtaken(refused);
  if (command.operation === 'request.submit') return submissionReasons[code]?.(refused) ?? false;
  return life ? (reasons[code]?.({ ...refused, life }) ?? false) : false;
}

export const refusals: Check = {
  says: 'Every refusal has a reason that held at that time, by the log or by the clock.',
  check: (observed) =>
    each('refusals', refusedCalls(observed), (refused) => {
      if (hasReason(refused)) return null;
      const { command, said } = refused;
      const about = command.target ? ` of ${command.target}` : '';
      return `${command.operation}${about} by ${command.person.id} (${command.why}) was refused without a reason: ${said.status} ${said.code}: ${said.detail}`;
    }),
};
