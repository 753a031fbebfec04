import type { PolicyContentInput } from '@countersign/contracts';
import type { StoredEvent } from '../observe/observed.js';
import { each } from './check.js';
import type { Check } from './check.js';
import { dataOf, doneBy, isNamed, livesOf, timeOf, typed } from './lives.js';
import type { Life } from './lives.js';

/** A decision as the log contains it. */
interface Decided {
  life: Life;
  policy: PolicyContentInput;
  event: StoredEvent;
  step: number;
  by: string;
  approves: boolean;
  /** ms since 1970. */
  at: number;
  /** The earlier decisions on the same request. */
  before: Decided[];
}

interface DecidedData {
  step: number;
  decision: { by: { id: string }; decision: string; at: string };
}

/** Maximum difference between the clocks of services and database, in ms. */
export const CLOCKS_DIFFER_MS = 250;

function decisionsOf(life: Life): Decided[] {
  const { policy } = life;
  if (!policy) return [];
  return typed(life.approval, 'approval.decided').reduce<Decided[]>((before, event) => {
    const { step, decision } = dataOf<DecidedData>(event);
    const { by, at } = decision;
    const approves = decision.decision === 'approve';
    const decided = { life, policy, event, step, by: by.id, approves, at: Date.parse(at) };
    return [...before, { ...decided, before }];
  }, []);
}

const inWords = ({ life, by, step }: Decided): string => `${by} on step ${step + 1} of ${life.id}`;

/** Number of people that a step needs; decisions on a step that does not exist are too many. */
const wanted = (policy: PolicyContentInput, step: number): number =>
  policy.steps[step]?.requiredApprovals ?? 0;

const approvers = (decisions: readonly Decided[], step: number): Set<string> =>
  new Set(decisions.filter((one) => one.step === step && one.approves).map(({ by }) => by));

export const oneDecision: Check = {
  says: 'One person decides once on a step, and approves one step of a request.',
  check: (observed) =>
    each('one-decision', livesOf(observed).flatMap(decisionsOf), (decided) => {
      const { before, by, step, policy } = decided;
      const own = before.filter((one) => one.by === by);
      const distinct = policy.distinctApprovers ?? true;
      if (own.some((one) => one.step === step)) return `${inWords(decided)} decided twice`;
      return distinct && own.length ? `${inWords(decided)} had approved an earlier step` : null;
    }),
};

export const eligible: Check = {
  says: 'A decider is named by the open step, is not the requester, and decides before the TTL has passed.',
  check: (observed) =>
    each('eligible', livesOf(observed).flatMap(decisionsOf), (decided) => {
      const { life, policy, step, by, at, before } = decided;
      const wrong: string[] = [];
      if (!isNamed(policy, step, by)) wrong.push(`${inWords(decided)} is not one of its approvers`);
      if (by === life.facts.requester.id && !policy.allowSelfApproval)
        wrong.push(`${inWords(decided)} is the requester`);
      if (at >= life.expiresAt)
        wrong.push(`${inWords(decided)} decided ${at - life.expiresAt} ms after the time was over`);
      const early = policy.steps.findIndex(
        (_, i) => i < step && approvers(before, i).size < wanted(policy, i),
      );
      if (early >= 0) wrong.push(`${inWords(decided)} decided before step ${early + 1} was done`);
      if (approvers(before, step).size >= wanted(policy, step))
        wrong.push(`${inWords(decided)} decided when the step had all it needs`);
      return [...wrong, ...wrongTime(decided)];
    }),
};

/** A decision's time is between its sending and its recording, so that the time to decide is meaningful. */
function wrongTime(decided: Decided): string[] {
  const { life, by, at, event } = decided;
  const sent = life.commands.filter(
    ({ person, operation }) => person.id === by && DECISIONS.includes(operation),
  );
  const first = Math.min(...sent.flatMap(({ tries }) => tries.map(({ sentAt }) => sentAt)));
  const possible = first - CLOCKS_DIFFER_MS <= at && at <= timeOf(event) + CLOCKS_DIFFER_MS;
  return possible ? [] : [`${inWords(decided)} is said to be of a time when it was not under way`];
}

const DECISIONS = ['approval.approve', 'approval.reject'];

export const quorum: Check = {
  says: 'A request is approved when, and only when, each step has the approvals of as many people as it wants.',
  check: (observed) =>
    each(
      'quorum',
      livesOf(observed).filter(({ approval }) => approval.length > 0),
      (life) => {
        const decisions = decisionsOf(life);
        const { policy, id } = life;
        if (!policy) return `${id} has an approval, and no policy governs it`;
        const short = policy.steps.findIndex((_, i) => approvers(decisions, i).size < wanted(policy, i));
        const approved = typed(life.approval, 'approval.approved').length > 0;
        if (approved && short >= 0)
          return `${id} was approved with ${approvers(decisions, short).size} of ${wanted(policy, short)} people on step ${short + 1}`;
        const rejected = decisions.some(({ approves }) => !approves);
        if (approved && rejected) return `${id} was approved and had been rejected`;
        return !approved && short < 0 && !rejected
          ? `${id} has all the approvals it needs, and is not approved`
          : null;
      },
    ),
};

/** A person received the answer that their decision counts. */
export const decided: Check = {
  says: 'Each approval that was acknowledged is one of the request’s decisions, and the answer shows it.',
  check: (observed) => {
    const approvals = livesOf(observed).flatMap((life) =>
      life.commands
        .filter(({ operation }) => operation === 'approval.approve')
        .filter((command) => doneBy(command) < Infinity)
        .map((command) => ({ life, command })),
    );
    return each('decided', approvals, ({ life, command }) => {
      const { person, tries } = command;
      if (!decisionsOf(life).some(({ by, approves }) => by === person.id && approves))
        return `${person.id} was told that they approved ${life.id}, and did not`;
      const blind = tries.find(
        ({ said }) =>
          said?.request && !said.request.decisions.some((one) => one.includes(` ${person.id} approve`)),
      );
      return blind ? `the answer to the approval of ${life.id} by ${person.id} does not show it` : null;
    });
  },
};
