import type { ApprovalEvent, DomainEvent } from '@countersign/contracts';
import { personKey } from '../approver-keys.js';
import { group, person, policy, StoryOf, user } from '../testing/stories.js';
import { awaitedBy, evolveProgress } from './progress.js';
import type { Progress } from './progress.js';

const key = (id: string) => personKey(person(id));

function given(events: DomainEvent[]): Progress {
  const folded = events.reduce<Progress | undefined>(
    (progress, event, i) => evolveProgress(progress, event as ApprovalEvent, i + 1),
    undefined,
  );
  if (!folded) throw new Error('no events given');
  return folded;
}

const awaited = (events: DomainEvent[]) => awaitedBy(given(events));

const managersThenSecurity = policy([
  { approvers: [group('managers'), user('dave')] },
  { approvers: [group('security')], requiredApprovals: 2 },
]);
const story = new StoryOf(1, { policy: managersThenSecurity });

describe('whom a request waits for', () => {
  test('the first step’s approvers, without the requester', () => {
    expect(awaited([story.opened()])).toEqual({
      openStep: 0,
      openTo: ['group:managers', 'user:dave'],
      closedTo: [key('alice')],
    });
  });

  test('the next step’s once the step has its people; who approved before is excluded', () => {
    expect(awaited([story.opened(), story.decided(0, 'bob')])).toEqual({
      openStep: 1,
      openTo: ['group:security'],
      closedTo: [key('alice'), key('bob')],
    });
  });

  test('without distinctApprovers, who approved an earlier step may approve again', () => {
    const same = new StoryOf(1, {
      policy: {
        ...managersThenSecurity,
        content: { ...managersThenSecurity.content, distinctApprovers: false },
      },
    });
    expect(awaited([same.opened(), same.decided(0, 'bob')]).closedTo).toEqual([key('alice')]);
    expect(awaited([same.opened(), same.decided(0, 'bob'), same.decided(1, 'bob')])).toEqual({
      openStep: 1,
      openTo: ['group:security'],
      closedTo: [key('alice'), key('bob')],
    });
  });

  test('people are counted, never approvals', () => {
    const events = [
      story.opened(),
      story.decided(0, 'bob'),
      story.decided(1, 'grace'),
      story.decided(1, 'grace'),
    ];
    expect(awaited(events).openStep).toBe(1);
    expect(awaited([...events, story.decided(1, 'dave')]).openStep).toBeNull();
  });

  test('the requester too where the policy allows it, but not when they wrote that version of it', () => {
    const selfApproving = policy([{ approvers: [user('alice')] }], { allowSelfApproval: true });
    const allowed = new StoryOf(1, { policy: selfApproving });
    const wroteIt = new StoryOf(1, { policy: { ...selfApproving, writtenBy: person('alice') } });
    expect(awaited([allowed.opened()]).closedTo).toEqual([]);
    expect(awaited([wroteIt.opened()]).closedTo).toEqual([key('alice')]);
  });

  test('nobody after a rejection, nor after any outcome', () => {
    const nobody = { openStep: null, openTo: [], closedTo: [] };
    expect(awaited([story.opened(), story.decided(0, 'bob', 'reject')])).toEqual(nobody);
    for (const outcome of ['approved', 'rejected', 'cancelled', 'expired'] as const) {
      expect(awaited([story.opened(), story.ended('approval', outcome)])).toEqual(nobody);
    }
  });
});

describe('folding', () => {
  test('an event seen before changes nothing', () => {
    const events = [story.opened(), story.decided(0, 'bob'), story.decided(1, 'grace')];
    const folded = given(events);
    events.forEach((event, i) => {
      expect(evolveProgress(folded, event as ApprovalEvent, i + 1)).toBe(folded);
    });
  });

  test('an approval that was never seen to open is an error, not an empty inbox', () => {
    expect(() => given([story.decided(0, 'bob')])).toThrow('came before approval.opened');
  });
});
