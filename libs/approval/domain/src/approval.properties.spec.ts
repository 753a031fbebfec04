import fc from 'fast-check';
import { Refusal, samePerson } from '@countersign/contracts';
import type { ApprovalEvent, Caller, Decision, PolicyContent } from '@countersign/contracts';
import { evolve, initialState } from './approval.js';
import type { Approval, OpenedApproval } from './approval.js';
import { approve } from './approve.js';
import { cancel } from './cancel.js';
import { expire } from './expire.js';
import { reject } from './reject.js';
import { at, by, caller, DEADLINE, opened, person } from './testing/fixtures.js';

const people = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
const groups = ['g0', 'g1'];

const approver = fc.oneof(
  fc.record({ type: fc.constant('user' as const), id: fc.constantFrom(...people) }),
  fc.record({ type: fc.constant('group' as const), id: fc.constantFrom(...groups) }),
);
const step = fc.record({
  approvers: fc.array(approver, { minLength: 1, maxLength: 4 }),
  requiredApprovals: fc.integer({ min: 1, max: 3 }),
});
const opening = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    allowSelfApproval: fc.boolean(),
    distinctApprovers: fc.boolean(),
    writer: fc.constantFrom(...people),
  })
  .map(({ steps, writer, ...policy }) =>
    opened(steps, { requester: person('p0'), writtenBy: person(writer), policy }),
  );

/** Whoever acts, with the groups of that very call; time only moves on, and can pass the TTL. */
const command = fc.record({
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constant('approve') },
    fc.constantFrom('reject', 'cancel', 'expire'),
  ),
  who: fc.constantFrom(...people),
  groups: fc.subarray(groups),
  passes: fc.oneof({ weight: 12, arbitrary: fc.constant(1000) }, fc.constant(13 * 3_600_000)),
});
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

interface Recorded {
  event: ApprovalEvent;
  actor: Caller;
  now: Date;
}

function act({ what }: Command, approval: OpenedApproval, actor: Caller, now: Date): ApprovalEvent[] {
  if (what === 'approve') return approve({ comment: null, maxDuration: null }, approval, by(actor, now));
  if (what === 'reject') return reject({ comment: null }, approval, by(actor, now));
  if (what === 'cancel') return cancel({ comment: null }, approval, by(actor, now));
  return expire(approval, now);
}

function play(first: ApprovalEvent, commands: Command[]): { history: Recorded[]; state: Approval } {
  const history: Recorded[] = [];
  let [state, time] = [evolve(initialState, first), 0];
  for (const one of commands) {
    time += one.passes;
    const [actor, now] = [caller(one.who, ...one.groups), at(time)];
    for (const event of unlessRefused(() => act(one, state as OpenedApproval, actor, now))) {
      history.push({ event, actor, now });
      state = evolve(state, event);
    }
  }
  return { history, state };
}

function unlessRefused(decide: () => ApprovalEvent[]): ApprovalEvent[] {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

interface Taken {
  step: number;
  decision: Decision;
  actor: Caller;
  now: Date;
}

const decisionsOf = (history: Recorded[]): Taken[] =>
  history.flatMap(({ event, actor, now }) =>
    event.type === 'approval.decided' ? [{ ...event.data, actor, now }] : [],
  );

const differ = (taken: Taken[]): boolean =>
  taken.every((a, i) => taken.slice(i + 1).every((b) => !samePerson(a.decision.by, b.decision.by)));

/** Whether every step has been approved by enough different people; written apart from the domain, from the events. */
function allStepsApproved(taken: Taken[], { steps }: PolicyContent): boolean {
  return steps.every(({ requiredApprovals }, index) => {
    const approvals = taken.filter((one) => one.step === index && one.decision.decision === 'approve');
    return new Set(approvals.map(({ decision }) => decision.by.id)).size >= requiredApprovals;
  });
}

const RUNS = { numRuns: 1000 };
const check = (property: (history: Recorded[], policy: PolicyContent, state: Approval) => void): void =>
  fc.assert(
    fc.property(opening, fc.array(command, { maxLength: 25 }), (first, commands) => {
      const { history, state } = play(first, commands);
      property(history, first.data.policy.content, state);
    }),
    RUNS,
  );

describe('whatever people do', () => {
  it('one person counts once in a step', () =>
    check((history, { steps }) => {
      steps.forEach((_, index) =>
        expect(differ(decisionsOf(history).filter((one) => one.step === index))).toBe(true),
      );
    }));

  it('only people whom the open step names decide, while the TTL runs', () =>
    check((history, { steps }) => {
      for (const { step: index, decision, actor, now } of decisionsOf(history)) {
        expect(steps[index]?.approvers).toContainEqual(decision.as);
        expect(decision.as.type === 'user' ? [actor.id] : actor.groups).toContain(decision.as.id);
        expect(now.getTime()).toBeLessThan(DEADLINE.getTime());
      }
    }));

  it('steps are decided strictly in order', () =>
    check((history, policy) => {
      const taken = decisionsOf(history);
      taken.forEach(({ step: index }, i) => {
        const earlier = { ...policy, steps: policy.steps.slice(0, index) };
        expect(allStepsApproved(taken.slice(0, i), earlier)).toBe(true);
        expect(
          allStepsApproved(taken.slice(0, i), { ...policy, steps: policy.steps.slice(0, index + 1) }),
        ).toBe(false);
      });
    }));

  it('a requester decides only where the policy lets them, flagged, and never under what they wrote', () =>
    fc.assert(
      fc.property(opening, fc.array(command, { maxLength: 25 }), (first, commands) => {
        const { content, writtenBy } = first.data.policy;
        for (const { decision } of decisionsOf(play(first, commands).history)) {
          expect(decision.selfApproval).toBe(decision.by.id === 'p0');
          if (decision.selfApproval)
            expect([content.allowSelfApproval, writtenBy.id === 'p0']).toEqual([true, false]);
        }
      }),
      RUNS,
    ));

  it('different people approve different steps, unless the policy says otherwise', () =>
    check((history, { distinctApprovers }) => {
      const approvals = decisionsOf(history).filter(({ decision }) => decision.decision === 'approve');
      if (distinctApprovers) expect(differ(approvals)).toBe(true);
    }));

  it('it is approved exactly when enough different people have approved every step', () =>
    check((history, policy, state) => {
      expect(state.status === 'approved').toBe(allStepsApproved(decisionsOf(history), policy));
    }));

  it('it ends at most once, and nothing comes after', () =>
    check((history, _, state) => {
      const outcomes = history.filter(({ event }) => event.type !== 'approval.decided');
      expect(outcomes).toHaveLength(state.status === 'pending' ? 0 : 1);
      if (outcomes[0]) expect(history.at(-1)).toBe(outcomes[0]);
    }));
});

describe('the generator', () => {
  it('reaches every outcome, and self-approvals: what it never tries proves nothing', () => {
    const statuses = new Set<string>();
    for (const [first, commands] of fc.sample(
      fc.tuple(opening, fc.array(command, { maxLength: 25 })),
      2000,
    )) {
      const { state, history } = play(first, commands);
      statuses.add(state.status);
      if (decisionsOf(history).some(({ decision }) => decision.selfApproval)) statuses.add('self-approval');
    }
    expect([...statuses].sort()).toEqual([
      'approved',
      'cancelled',
      'expired',
      'pending',
      'rejected',
      'self-approval',
    ]);
  });
});
