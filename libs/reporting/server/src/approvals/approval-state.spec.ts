import type { ApprovalEvent } from '@countersign/contracts';
import { personKey } from '../approver-keys.js';
import type { Recorded } from '../recorded.js';
import { at, group, person, policy, PROOF, recorded, StoryOf, user, uuid } from '../testing/stories.js';
import type { Authored } from '../testing/stories.js';
import { awaitedBy, evolveApproval } from './approval-state.js';
import type { ApprovalState } from './approval-state.js';

const key = (id: string) => personKey(person(id));
const placed = (events: Authored[]) => recorded('approval', events) as Recorded<ApprovalEvent>[];

function given(...events: Authored[]): ApprovalState {
  const folded = placed(events).reduce<ApprovalState | undefined>(evolveApproval, undefined);
  if (!folded) throw new Error('no events given');
  return folded;
}

const awaited = (...events: Authored[]) => awaitedBy(given(...events));
const statuses = (...events: Authored[]) => given(...events).steps.map(({ status }) => status);

const managersThenSecurity = policy([
  { name: 'Manager Review', approvers: [group('managers'), user('dave')] },
  { approvers: [group('security')], requiredApprovals: 2 },
]);
const story = new StoryOf(1, { policy: managersThenSecurity });
const { content } = managersThenSecurity;
const NO = { decision: 'reject' } as const;

describe('the people for whom a request waits (rules.md#eligibility)', () => {
  it('are the first step’s approvers, without the requester', () => {
    expect(awaited(story.opened())).toEqual({
      openStep: 0,
      openTo: ['group:managers', 'user:dave'],
      closedTo: [key('alice')],
    });
  });

  it('are the next step’s approvers once a step is complete, without people who approved before', () => {
    expect(awaited(story.opened(), story.decided(0, 'bob'))).toEqual({
      openStep: 1,
      openTo: ['group:security'],
      closedTo: [key('alice'), key('bob')],
    });
  });

  it('include a person who approved an earlier step, without distinctApprovers', () => {
    const same = new StoryOf(1, {
      policy: { ...managersThenSecurity, content: { ...content, distinctApprovers: false } },
    });
    expect(awaited(same.opened(), same.decided(0, 'bob')).closedTo).toEqual([key('alice')]);
    expect(awaited(same.opened(), same.decided(0, 'bob'), same.decided(1, 'bob'))).toEqual({
      openStep: 1,
      openTo: ['group:security'],
      closedTo: [key('alice'), key('bob')],
    });
  });

  it('do not change when a person approves twice (rules.md#quorum)', () => {
    const twice = [
      story.opened(),
      story.decided(0, 'bob'),
      story.decided(1, 'grace'),
      story.decided(1, 'grace'),
    ];
    expect(awaited(...twice).openStep).toBe(1);
    expect(awaited(...twice, story.decided(1, 'dave')).openStep).toBeNull();
  });

  it('include the requester if the policy allows it, unless the requester is one of its authors (rules.md#self-approval)', () => {
    const selfApproving = policy([{ approvers: [user('alice')] }], { allowSelfApproval: true });
    const { issuer, id } = person('alice');
    const allowed = new StoryOf(1, { policy: selfApproving });
    const wroteIt = new StoryOf(1, { policy: { ...selfApproving, authors: [{ issuer, id }] } });
    expect(awaited(allowed.opened()).closedTo).toEqual([]);
    expect(awaited(wroteIt.opened()).closedTo).toEqual([key('alice')]);
  });

  it('are none after a rejection or an outcome', () => {
    const nobody = { openStep: null, openTo: [], closedTo: [] };
    expect(awaited(story.opened(), story.decided(0, 'bob', 1, NO))).toEqual(nobody);
    for (const outcome of ['approved', 'rejected', 'cancelled', 'expired'] as const)
      expect(awaited(story.opened(), story.ended('approval', outcome))).toEqual(nobody);
  });
});

describe('the steps', () => {
  it.each<[string, Authored[], string[]]>([
    ['opened', [], ['pending', 'waiting']],
    ['with one of one', [story.decided(0, 'bob')], ['approved', 'pending']],
    ['with one of two', [story.decided(0, 'bob'), story.decided(1, 'grace')], ['approved', 'pending']],
    [
      'with two of two',
      [story.decided(0, 'bob'), story.decided(1, 'grace'), story.decided(1, 'dave')],
      ['approved', 'approved'],
    ],
    ['with one against', [story.decided(0, 'bob', 5, NO)], ['rejected', 'waiting']],
    ['expired', [story.ended('approval', 'expired')], ['closed', 'closed']],
  ])('%s', (_, events, expected) => {
    expect(statuses(story.opened(), ...events)).toEqual(expected);
  });

  it('are completed by their last decision', () => {
    const decided = [story.decided(0, 'bob', 5), story.decided(1, 'grace', 30), story.decided(1, 'dave', 20)];
    expect(given(story.opened(), ...decided).completedAt).toEqual([at(5), at(30)]);
    expect(given(story.opened(), story.decided(0, 'bob', 5, NO)).completedAt).toEqual([at(5)]);
    expect(given(story.opened(), story.ended('approval', 'cancelled')).completedAt).toEqual([]);
  });

  it('refuse a decision on a step that does not exist', () => {
    expect(() => given(story.opened(), story.decided(2, 'bob'))).toThrow('a decision on step 2');
  });
});

it('knows its request, policy, opening and the comment of its cancellation', () => {
  expect(given(story.opened(), story.ended('approval', 'cancelled'))).toMatchObject({
    requestId: uuid(1),
    policyId: uuid(900),
    openedAt: at(1),
    cancelComment: 'not needed any more',
    cancelPosition: 2,
  });
});

it('keeps everything that a report shows of a decision, with name and comment from its private text', () => {
  const fine = { comment: 'fine', maxDuration: 'PT30M', mfa: PROOF };
  const events = [story.opened(), story.decided(0, 'bob', 20, fine)];
  const taken = {
    step: 0,
    issuer: 'https://id.example.com',
    id: 'bob',
    name: 'Bob Example',
    email: 'bob@example.com',
    decision: 'approve',
    max_duration: 'PT30M',
    comment: 'fine',
    at: at(20),
    mfa_methods: ['pwd', 'otp'],
    mfa_at: at(-30),
    self_approval: false,
    position: 2,
    erased_at: null,
  };
  expect(given(...events).decisions).toEqual([taken]);
  const [opened, decided] = placed(events) as [Recorded<ApprovalEvent>, Recorded<ApprovalEvent>];
  const erased = { ...decided, private: null } as Recorded<ApprovalEvent>;
  expect(evolveApproval(evolveApproval(undefined, opened), erased).decisions).toEqual([
    { ...taken, name: null, email: null, comment: null },
  ]);
});

describe('folding', () => {
  it('ignores an event that it has seen', () => {
    const events = [story.opened(), story.decided(0, 'bob'), story.decided(1, 'grace')];
    const folded = given(...events);
    for (const event of placed(events)) expect(evolveApproval(folded, event)).toBe(folded);
  });

  it('throws when the opening of an approval is missing, instead of emptying the inbox', () => {
    expect(() => given(story.decided(0, 'bob'))).toThrow('came before approval.opened');
  });
});
