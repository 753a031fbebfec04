import fc from 'fast-check';
import { refOf, Refusal, samePerson } from '@countersign/contracts';
import type {
  ApprovalEvent,
  ApprovalOpened,
  Caller,
  Decision,
  Folding,
  PolicyContent,
} from '@countersign/contracts';
import { attemptsFold, recordAttempt } from '@countersign/kernel';
import { evolve } from './approval.js';
import type { Approval, OpenedApproval } from './approval.js';
import { approve } from './approve.js';
import { cancel } from './cancel.js';
import { whatMayDo } from './eligibility.js';
import { expire } from './expire.js';
import { reject } from './reject.js';
import { at, by, caller, DEADLINE, opened, person } from './testing/fixtures.js';
import { erasedOf, folded, recorded } from './testing/given.js';

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
    authors: fc.shuffledSubarray(people, { minLength: 1, maxLength: 3 }),
  })
  .map(({ steps, authors, ...policy }) =>
    opened(steps, { requester: person('p0'), authors: authors.map(person), policy }),
  );

/** A person's command, with the groups of that very call. Time only moves on, and can pass the TTL. */
const command = fc.record({
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constant('approve') },
    fc.constantFrom('reject', 'cancel', 'expire'),
  ),
  who: fc.constantFrom(...people),
  groups: fc.subarray(groups),
  speaks: fc.boolean(),
  passes: fc.oneof({ weight: 12, arbitrary: fc.constant(1000) }, fc.constant(13 * 3_600_000)),
});
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;
const commands = fc.array(command, { maxLength: 25 });
/** What every game tries at its end. */
const next = fc.array(command, { minLength: 1, maxLength: 4 });

/** One command of a game: its events, or its refusal. */
interface Move {
  what: string;
  actor: Caller;
  comment: string | null;
  now: Date;
  events: ApprovalEvent[];
  refusal: Refusal | null;
}

/** One event of a game, with the actor and the time of its command. */
interface Recorded {
  event: ApprovalEvent;
  actor: Caller;
  now: Date;
}

interface Game {
  moves: Move[];
  history: Recorded[];
  past: Folding<ApprovalEvent>[];
  state: OpenedApproval;
}

type Try = Pick<Move, 'what' | 'actor' | 'comment' | 'now'>;

function act({ what, actor, comment, now }: Try, approval: OpenedApproval): ApprovalEvent[] {
  if (what === 'approve') return approve({ comment, maxDuration: null }, approval, by(actor, now));
  if (what === 'reject') return reject({ comment }, approval, by(actor, now));
  if (what === 'cancel') return cancel({ comment }, approval, by(actor, now));
  return expire(approval, now);
}

function attempt(one: Try, approval: OpenedApproval): Pick<Move, 'events' | 'refusal'> {
  try {
    return { events: act(one, approval), refusal: null };
  } catch (refusal) {
    if (refusal instanceof Refusal) return { events: [], refusal };
    throw refusal;
  }
}

function play(first: ApprovalOpened, given: Command[]): Game {
  const moves: Move[] = [];
  const past = [recorded(first)];
  let state = folded(past);
  let time = 0;
  for (const { what, who, groups, speaks, passes } of given) {
    time += passes;
    const comment = speaks ? `remark ${moves.length} of ${who}` : null;
    const one = { what, actor: caller(who, ...groups), comment, now: at(time) };
    const { events, refusal } = attempt(one, state);
    moves.push({ ...one, events, refusal });
    const following = events.map((event) => recorded(event, what === 'expire' ? undefined : one.actor));
    past.push(...following);
    state = following.reduce<Approval>(evolve, state) as OpenedApproval;
  }
  const history = moves.flatMap(({ events, actor, now }) => events.map((event) => ({ event, actor, now })));
  return { moves, history, past, state };
}

interface Taken {
  step: number;
  decision: Decision;
  actor: Caller;
  now: Date;
}

const decisionsOf = (history: Recorded[]): Taken[] =>
  history.flatMap(({ event, actor, now }) =>
    event.type === 'approval.decided'
      ? [{ step: event.data.step, decision: event.data.decision, actor, now }]
      : [],
  );

const differ = (taken: Taken[]): boolean =>
  taken.every((a, i) => taken.slice(i + 1).every((b) => !samePerson(a.decision.by, b.decision.by)));

/** Whether every step has been approved by enough different people: by the events alone, without the domain's code. */
function allStepsApproved(taken: Taken[], { steps }: PolicyContent): boolean {
  return steps.every(({ requiredApprovals }, index) => {
    const approvals = taken.filter((one) => one.step === index && one.decision.decision === 'approve');
    return new Set(approvals.map(({ decision }) => decision.by.id)).size >= requiredApprovals;
  });
}

const check = (property: (game: Game, first: ApprovalOpened) => void): void =>
  fc.assert(
    fc.property(opening, commands, (first, given) => {
      property(play(first, given), first);
    }),
    { numRuns: 1000 },
  );

describe('whatever people do', () => {
  it('one person counts once in a step', () =>
    check(({ history }, { data }) => {
      data.policy.content.steps.forEach((_, index) =>
        expect(differ(decisionsOf(history).filter((one) => one.step === index))).toBe(true),
      );
    }));

  it('only people named by the open step decide, and only while the TTL runs', () =>
    check(({ history }, { data }) => {
      for (const { step: index, decision, actor, now } of decisionsOf(history)) {
        expect(data.policy.content.steps[index]?.approvers).toContainEqual(decision.as);
        expect(decision.as.type === 'user' ? [actor.id] : actor.groups).toContain(decision.as.id);
        expect(now.getTime()).toBeLessThan(DEADLINE.getTime());
      }
    }));

  it('people decide steps strictly in order', () =>
    check(({ history }, { data }) => {
      const policy = data.policy.content;
      const taken = decisionsOf(history);
      taken.forEach(({ step: index }, i) => {
        const earlier = { ...policy, steps: policy.steps.slice(0, index) };
        expect(allStepsApproved(taken.slice(0, i), earlier)).toBe(true);
        expect(
          allStepsApproved(taken.slice(0, i), { ...policy, steps: policy.steps.slice(0, index + 1) }),
        ).toBe(false);
      });
    }));

  it('a requester decides only if the policy allows it, is flagged, and is never an author of the policy', () =>
    check(({ history }, { data }) => {
      const { content, authors } = data.policy;
      for (const { decision } of decisionsOf(history)) {
        expect(decision.selfApproval).toBe(decision.by.id === 'p0');
        if (!decision.selfApproval) continue;
        expect(content.allowSelfApproval).toBe(true);
        expect(authors.map(({ id }) => id)).not.toContain('p0');
      }
    }));

  it('different people approve different steps, unless the policy says otherwise', () =>
    check(({ history }, { data }) => {
      const approvals = decisionsOf(history).filter(({ decision }) => decision.decision === 'approve');
      if (data.policy.content.distinctApprovers) expect(differ(approvals)).toBe(true);
    }));

  it('a request is approved exactly when enough different people have approved every step', () =>
    check(({ history, state }, { data }) => {
      const isApproved = allStepsApproved(decisionsOf(history), data.policy.content);
      expect(state.status === 'approved').toBe(isApproved);
    }));

  it('a request ends at most once, and nothing follows', () =>
    check(({ history, state }) => {
      const outcomes = history.filter(({ event }) => event.type !== 'approval.decided');
      expect(outcomes).toHaveLength(state.status === 'pending' ? 0 : 1);
      if (outcomes[0]) expect(history.at(-1)).toBe(outcomes[0]);
    }));
});

describe('whatever people do and say', () => {
  /** In every name, in every e-mail address, and in every comment of a game. */
  const PERSONAL = /Name of|@example\.com|remark/;

  /** The record of a move that a rule refused. */
  function recordedAttempt({ what, actor, now, refusal }: Move): unknown[] {
    if (!refusal) return [];
    const target = { requestId: null, resource: null, account: null };
    const { code, recordedDetail: detail } = refusal;
    const tried = { by: refOf(actor), operation: `approval.${what}`, target, code, detail, count: 1 };
    return recordAttempt(attemptsFold.initialState, tried, now);
  }

  it('the hashed data of an event never contain a name, an e-mail address or a comment', () =>
    check(({ moves }, first) => {
      const data = [first, ...moves.flatMap((move) => [...move.events, ...recordedAttempt(move)])].map(
        (event) => JSON.stringify((event as ApprovalEvent).data),
      );
      expect(data.filter((text) => PERSONAL.test(text))).toEqual([]);
    }));

  it("a comment is in the private text of only one event, its author's decision or cancellation", () =>
    check(({ moves }) => {
      for (const { what, comment, events } of moves) {
        const said = events.filter(({ texts }) => (texts?.comment ?? null) !== null);
        const speaks = comment !== null && what !== 'expire' && events.length > 0;
        expect(said.map(({ texts }) => texts)).toEqual(speaks ? [{ comment }] : []);
        for (const { type } of said) expect(type).toMatch(/^approval\.(decided|cancelled)$/);
      }
    }));

  it('every event names its request, requester, resource, account and policy version', () =>
    check(({ history }, first) => {
      const { requestId, requester, resource, account, policy } = first.data;
      const { id, version } = policy;
      const about = { requestId, requester, resource, account, policy: { id, version } };
      for (const { data } of [first, ...history.map(({ event }) => event)]) expect(data).toMatchObject(about);
    }));

  it('every rule decides the same after the private texts of some events were erased', () =>
    fc.assert(
      fc.property(opening, commands, fc.subarray(people), next, (first, given, forgotten, more) => {
        const { past, state } = play(first, given);
        const erased = folded(
          past.map((event) =>
            event.actor.kind === 'person' && forgotten.includes(event.actor.id)
              ? erasedOf(event, at(0).toISOString())
              : event,
          ),
        );
        for (const { what, who, groups, passes } of more) {
          const one = { what, actor: caller(who, ...groups), comment: null, now: at(passes) };
          const before = attempt(one, state);
          const after = attempt(one, erased);
          expect(after.events).toEqual(before.events);
          expect(after.refusal?.recordedDetail).toBe(before.refusal?.recordedDetail);
          expect(whatMayDo(one.actor, erased, one.now).may).toEqual(whatMayDo(one.actor, state, one.now).may);
        }
        const shown = JSON.stringify([erased.remarks, 'by' in erased ? erased.by : null]);
        for (const id of forgotten)
          expect(shown).not.toMatch(new RegExp(`Name of ${id}|remark \\d+ of ${id}`));
      }),
      { numRuns: 1000 },
    ));
});

describe('the generator', () => {
  it('reaches every outcome, self-approvals and refusals that name people', () => {
    const reached = new Set<string>();
    for (const [first, given] of fc.sample(fc.tuple(opening, commands), 2000)) {
      const { state, history, moves } = play(first, given);
      reached.add(state.status);
      if (decisionsOf(history).some(({ decision }) => decision.selfApproval)) reached.add('self-approval');
      for (const { refusal } of moves) if (refusal) reached.add(refusal.constructor.name);
      if (state.remarks.some(({ comment }) => comment !== null)) reached.add('comment');
      if (moves.some(({ refusal }) => refusal?.message.includes('Name of'))) reached.add('name in a refusal');
    }
    expect([...reached].sort()).toEqual([
      'AlreadyDecided',
      'ApprovedEarlierStep',
      'NotAnApprover',
      'NotPending',
      'NotTheRequester',
      'SelfApproval',
      'WroteThisPolicy',
      'approved',
      'cancelled',
      'comment',
      'expired',
      'name in a refusal',
      'pending',
      'rejected',
      'self-approval',
    ]);
  });
});
