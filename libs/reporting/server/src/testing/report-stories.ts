import type { RecordedEvent } from '@countersign/contracts';
import { AccessStory, decisionOf, PROOF, step } from './access-stories.js';
import { at, group, policy, recorded, user } from './stories.js';
import type { Story } from './stories.js';

/** Far from any clock of a test. */
export const FUTURE = '2099-01-01T00:00:00.000Z';
export const LATER = '2098-01-01T00:00:00.000Z';

export const twoSteps = policy([], {
  steps: [
    { name: 'Manager Review', approvers: [group('managers')], requiredApprovals: 1 },
    { name: 'Security Review', approvers: [user('dave')], requiredApprovals: 1 },
  ],
});

const names = [
  ...['usedAndReturned', 'inUse', 'revokedInUse', 'neverUsed', 'scheduled', 'available', 'overInUse'],
  ...['pending', 'rejected', 'expired', 'refused', 'unmatched', 'cancelled', 'selfApproved'],
] as const;

/** One step, on which the requester may decide. */
const oneStep = policy([{ approvers: [user('alice')] }], { allowSelfApproval: true });

const make = (n: number) =>
  new AccessStory(n, {
    policy: names[n - 1] === 'selfApproved' ? oneStep : twoSteps,
    resource: n % 2 ? 'prod-db' : 'Prod-Web',
    justification: `reason ${n}`,
  });

const stories = Object.fromEntries(names.map((name, i) => [name, make(i + 1)])) as Record<
  (typeof names)[number],
  AccessStory
>;

/** By name, so that a test can ask for one by its id. */
export const named = stories;

const bothSteps = [
  step('Manager Review', 'approved', [decisionOf('bob', 20, { comment: 'fine', mfa: PROOF })]),
  step('Security Review', 'approved', [decisionOf('dave', 25)]),
];

function approved(story: AccessStory, startsAt: string, endsAt: string, ...rest: Story['request']): Story {
  return {
    request: [
      story.submitted(story === stories.usedAndReturned ? PROOF : null),
      story.endedWith('request', 'approved', 25, bothSteps),
      story.granted(startsAt, endsAt, 'PT30M'),
      ...rest,
    ],
    approval: [
      story.opened(),
      story.decidedAt(0, 'bob', 20, { comment: 'fine', mfa: PROOF }),
      story.decidedAt(1, 'dave', 25),
      story.endedWith('approval', 'approved', 25, bothSteps),
    ],
  };
}

/** Every way a request and its access can be. */
export const all: Story[] = [
  approved(
    stories.usedAndReturned,
    at(30),
    at(1830),
    stories.usedAndReturned.checkedOutAfter(60, at(1830)),
    stories.usedAndReturned.checkedInAfter(788),
  ),
  approved(stories.inUse, at(30), FUTURE, stories.inUse.checkedOutAfter(60, FUTURE)),
  approved(
    stories.revokedInUse,
    at(30),
    FUTURE,
    stories.revokedInUse.checkedOutAfter(60, FUTURE),
    stories.revokedInUse.revokedAfter(120, 'erin', 'over'),
  ),
  approved(stories.neverUsed, at(30), at(1830), stories.neverUsed.endedAfter(1830, 'not-used')),
  approved(stories.scheduled, LATER, FUTURE),
  approved(stories.available, at(30), FUTURE),
  // Its end is not on record yet: the clock says so all the same.
  approved(stories.overInUse, at(30), at(1830), stories.overInUse.checkedOutAfter(60, at(1830))),
  {
    request: [stories.pending.submitted()],
    approval: [stories.pending.opened(), stories.pending.decidedAt(0, 'bob', 20, { comment: 'go on' })],
  },
  {
    request: [
      stories.rejected.submitted(),
      stories.rejected.endedWith('request', 'rejected', 69, [
        step('Manager Review', 'rejected', [decisionOf('bob', 69, { decision: 'reject', comment: 'no' })]),
        step('Security Review', 'closed', []),
      ]),
    ],
    approval: [
      stories.rejected.opened(),
      stories.rejected.decidedAt(0, 'bob', 69, { decision: 'reject', comment: 'no' }),
      stories.rejected.endedWith('approval', 'rejected', 69, [
        step('Manager Review', 'rejected', [decisionOf('bob', 69, { decision: 'reject', comment: 'no' })]),
        step('Security Review', 'closed', []),
      ]),
    ],
  },
  ended('expired'),
  { request: [stories.refused.refused()], approval: [] },
  { request: [stories.unmatched.unmatched(), stories.unmatched.granted(at(30), FUTURE)], approval: [] },
  ended('cancelled'),
  selfApproval(),
];

function ended(outcome: 'expired' | 'cancelled'): Story {
  const story = stories[outcome];
  const closed = [step('Manager Review', 'closed', []), step('Security Review', 'closed', [])];
  return {
    request: [story.submitted(), story.endedWith('request', outcome, 900, closed)],
    approval: [story.opened(), story.endedWith('approval', outcome, 900, closed)],
  };
}

function selfApproval(): Story {
  const story = stories.selfApproved;
  const own = [step(null, 'approved', [decisionOf('alice', 114, { selfApproval: true })])];
  return {
    request: [
      story.submitted(),
      story.endedWith('request', 'approved', 114, own),
      story.granted(at(114), FUTURE),
    ],
    approval: [
      story.opened(),
      story.decidedAt(0, 'alice', 114, { selfApproval: true }),
      story.endedWith('approval', 'approved', 114, own),
    ],
  };
}

/** The events of each log, entangled as real ones are. */
export const logs: Record<'request' | 'approval', RecordedEvent[]> = {
  request: recorded('request', entangled(all.map(({ request }) => request))),
  approval: recorded('approval', entangled(all.map(({ approval }) => approval))),
};

function entangled<T>(lists: T[][]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}
