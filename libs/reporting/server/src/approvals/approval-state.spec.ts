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

describe('whom a request waits for', () => {
  it('is the first step’s approvers, without the requester', () => {
    expect(awaited(story.opened())).toEqual({
      openStep: 0,
      openTo: ['group:managers', 'user:dave'],
      closedTo: [key('alice')],
    });
  });

  it('is the next step’s once the step has its people; a person who approved before is excluded', () => {
    expect(awaited(story.opened(), story.decided(0, 'bob'))).toEqual({
      openStep: 1,
      openTo: ['group:security'],
      closedTo: [key('alice'), key('bob')],
    });
  });

  it('includes a person who approved an earlier step, without distinctApprovers', () => {
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

  it('counts people, never approvals', () => {
    const twice = [
      story.opened(),
      story.decided(0, 'bob'),
      story.decided(1, 'grace'),
      story.decided(1, 'grace'),
    ];
    expect(awaited(...twice).openStep).toBe(1);
    expect(awaited(...twice, story.decided(1, 'dave')).openStep).toBeNull();
  });

  it('includes the requester where the policy allows it, unless they are one of its authors', () => {
    const selfApproving = policy([{ approvers: [user('alice')] }], { allowSelfApproval: true });
    const { issuer, id } = person('alice');
    const allowed = new StoryOf(1, { policy: selfApproving });
    const wroteIt = new StoryOf(1, { policy: { ...selfApproving, authors: [{ issuer, id }] } });
    expect(awaited(allowed.opened()).closedTo).toEqual([]);
    expect(awaited(wroteIt.opened()).closedTo).toEqual([key('alice')]);
  });

  it('is nobody after a rejection, nor after any outcome', () => {
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

  it('have no decision on a step that there is not', () => {
    expect(() => given(story.opened(), story.decided(2, 'bob'))).toThrow('a decision on step 2');
  });
});

it('knows its request, policy, opening, and what its requester wrote with the cancellation', () => {
  expect(given(story.opened(), story.ended('approval', 'cancelled'))).toMatchObject({
    requestId: uuid(1),
    policyId: uuid(900),
    openedAt: at(1),
    cancelComment: 'not needed any more',
    cancelPosition: 2,
  });
});

it('keeps of a decision all that a report shows, with name and comment from its private text', () => {
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

  it('is an error for an approval that was never seen to open, instead of an empty inbox', () => {
    expect(() => given(story.decided(0, 'bob'))).toThrow('came before approval.opened');
  });
});
