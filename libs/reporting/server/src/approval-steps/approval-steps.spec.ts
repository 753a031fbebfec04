import type { ApprovalEvent, DomainEvent } from '@countersign/contracts';
import { AccessStory, decisionOf, step } from '../testing/access-stories.js';
import { at, policy, user } from '../testing/stories.js';
import { evolveSteps } from './approval-steps.js';
import type { ApprovalSteps } from './approval-steps.js';
import { timedSteps } from './timed-steps.js';

const twoThenOne = policy([
  { approvers: [user('bob'), user('carol')], requiredApprovals: 2 },
  { approvers: [user('dave')] },
]);
const story = new AccessStory(1, { policy: twoThenOne });

function folded(...events: DomainEvent[]): ApprovalSteps {
  return events.reduce<ApprovalSteps | undefined>(
    (known, event, i) => evolveSteps(known, event as ApprovalEvent, i + 1),
    undefined,
  )!;
}

const statuses = (...events: DomainEvent[]) =>
  folded(story.opened(), ...events).steps.map(({ status }) => status);

test.each<[string, DomainEvent[], string[]]>([
  ['opened', [], ['pending', 'waiting']],
  ['one of two', [story.decidedAt(0, 'bob', 5)], ['pending', 'waiting']],
  [
    'the same person twice is one',
    [story.decidedAt(0, 'bob', 5), story.decidedAt(0, 'bob', 6)],
    ['pending', 'waiting'],
  ],
  ['two of two', [story.decidedAt(0, 'bob', 5), story.decidedAt(0, 'carol', 9)], ['approved', 'pending']],
  ['one against', [story.decidedAt(0, 'bob', 5, { decision: 'reject' })], ['rejected', 'waiting']],
])('%s', (_, events, expected) => {
  expect(statuses(...events)).toEqual(expected);
});

test('the outcome has its steps as they ended', () => {
  const ended = [step('Manager Review', 'approved', [decisionOf('bob', 5)])];
  expect(folded(story.opened(), story.endedWith('approval', 'approved', 9, ended)).steps).toEqual(ended);
});

test('an event seen before changes nothing, and one without an opening is an error', () => {
  const known = folded(story.opened(), story.decidedAt(0, 'bob', 5));
  expect(evolveSteps(known, story.decidedAt(0, 'bob', 5) as ApprovalEvent, 2)).toBe(known);
  expect(() => folded(story.decidedAt(0, 'bob', 5))).toThrow('came before approval.opened');
});

test('a step is open from the completion of the one before to its own last decision', () => {
  const first = step(null, 'approved', [decisionOf('carol', 9), decisionOf('bob', 5)], 2);
  const times = (steps: Parameters<typeof timedSteps>[0]) =>
    timedSteps(steps, at(1)).map(({ openedAt, completedAt }) => [openedAt, completedAt]);
  expect(times([first, step(null, 'rejected', [decisionOf('dave', 20, { decision: 'reject' })])])).toEqual([
    [at(1), at(9)],
    [at(9), at(20)],
  ]);
  expect(
    times([first, step(null, 'pending', [decisionOf('dave', 20)], 2), step(null, 'waiting', [])]),
  ).toEqual([
    [at(1), at(9)],
    [at(9), null],
    [null, null],
  ]);
  expect(times([step(null, 'closed', []), step(null, 'closed', [])])).toEqual([
    [at(1), null],
    [null, null],
  ]);
});
