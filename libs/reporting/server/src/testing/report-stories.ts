import type { GoverningPolicy, RecordedEvent } from '@countersign/contracts';
import { at, erased, group, policy, PROOF, recorded, StoryOf, user, uuid } from './stories.js';
import type { Authored, Deciding, Outcome, Story } from './stories.js';

/** Far in the future of every test. */
export const FUTURE = '2099-01-01T00:00:00.000Z';
export const LATER = '2098-01-01T00:00:00.000Z';

export const twoSteps = policy([
  { name: 'Manager Review', approvers: [group('managers')] },
  { name: 'Security Review', approvers: [user('dave')] },
]);

/** One step, on which the requester may decide. */
export const oneStep: GoverningPolicy = {
  ...policy([{ approvers: [user('alice')] }], { name: 'sandbox', allowSelfApproval: true }),
  id: uuid(901),
};

const names = [
  'usedAndReturned',
  'inUse',
  'revokedInUse',
  'neverUsed',
  'scheduled',
  'available',
  'overInUse',
  'pending',
  'rejected',
  'expired',
  'refused',
  'unmatched',
  'cancelled',
  'selfApproved',
] as const;

const make = (n: number) =>
  new StoryOf(n, {
    policy: names[n - 1] === 'selfApproved' ? oneStep : twoSteps,
    resource: n % 2 ? 'prod-db' : 'Prod-Web',
    justification: `reason ${n}`,
  });

/** The stories by name, so that a test can find a story's request. */
export const named = Object.fromEntries(names.map((name, i) => [name, make(i + 1)])) as Record<
  (typeof names)[number],
  StoryOf
>;

const FINE: Deciding = { comment: 'fine', mfa: PROOF };
const NO: Deciding = { decision: 'reject', comment: 'no' };

/** Approved by bob and dave, with an access and its further events. */
function approved(story: StoryOf, startsAt: string, endsAt: string, ...use: Authored[]): Story {
  const steps = story.steps([story.decision('bob', 20, FINE)], [story.decision('dave', 25)]);
  return {
    request: [
      story.submitted(story === named.usedAndReturned ? PROOF : null),
      story.ended('request', 'approved', steps, 25),
      story.granted(startsAt, endsAt, 'PT30M'),
      ...use,
    ],
    approval: [
      story.opened(),
      story.decided(0, 'bob', 20, FINE),
      story.decided(1, 'dave', 25),
      story.ended('approval', 'approved', steps, 25),
    ],
  };
}

function ended(story: StoryOf, outcome: Outcome): Story {
  return {
    request: [story.submitted(), story.ended('request', outcome, story.steps(), 900)],
    approval: [story.opened(), story.ended('approval', outcome, story.steps(), 900)],
  };
}

function rejected(story: StoryOf): Story {
  const steps = story.steps([story.decision('bob', 69, NO)]);
  return {
    request: [story.submitted(), story.ended('request', 'rejected', steps, 69)],
    approval: [
      story.opened(),
      story.decided(0, 'bob', 69, NO),
      story.ended('approval', 'rejected', steps, 69),
    ],
  };
}

function selfApproved(story: StoryOf): Story {
  const steps = story.steps([story.decision('alice', 114)]);
  return {
    request: [
      story.submitted(),
      story.ended('request', 'approved', steps, 114),
      story.granted(at(114), FUTURE),
    ],
    approval: [
      story.opened(),
      story.decided(0, 'alice', 114),
      story.ended('approval', 'approved', steps, 114),
    ],
  };
}

const usedFor = (story: StoryOf, endsAt: string) => story.checkedOut(at(60), [at(60), endsAt], PROOF);

/** Every state of a request and its access. */
const all: Story[] = [
  approved(
    named.usedAndReturned,
    at(30),
    at(1830),
    usedFor(named.usedAndReturned, at(1830)),
    named.usedAndReturned.checkedIn(at(788)),
  ),
  approved(named.inUse, at(30), FUTURE, usedFor(named.inUse, FUTURE)),
  approved(
    named.revokedInUse,
    at(30),
    FUTURE,
    usedFor(named.revokedInUse, FUTURE),
    named.revokedInUse.revoked(at(120), 'over'),
  ),
  approved(named.neverUsed, at(30), at(1830), named.neverUsed.accessEnded(at(1830), 'not-used')),
  approved(named.scheduled, LATER, FUTURE),
  approved(named.available, at(30), FUTURE),
  // The end of the access is not recorded yet, but has passed.
  approved(named.overInUse, at(30), at(1830), usedFor(named.overInUse, at(1830))),
  {
    request: [named.pending.submitted()],
    approval: [named.pending.opened(), named.pending.decided(0, 'bob', 20, { comment: 'go on' })],
  },
  rejected(named.rejected),
  ended(named.expired, 'expired'),
  { request: [named.refused.refused()], approval: [] },
  { request: [named.unmatched.unmatched(), named.unmatched.granted(at(30), FUTURE)], approval: [] },
  ended(named.cancelled, 'cancelled'),
  selfApproved(named.selfApproved),
];

export type BothLogs = Record<'request' | 'approval', RecordedEvent[]>;

/** The events of each log, with interleaved requests. */
export const logs: BothLogs = {
  request: recorded('request', entangled(all.map(({ request }) => request))),
  approval: recorded('approval', entangled(all.map(({ approval }) => approval))),
};

/** The same, with the private texts of every third event erased halfway, and of all others at the end. */
export const erasedLogs: BothLogs = {
  request: withErasures(
    'request',
    all.map(({ request }) => request),
  ),
  approval: withErasures(
    'approval',
    all.map(({ approval }) => approval),
  ),
};

function withErasures(log: 'request' | 'approval', stories: Authored[][]): RecordedEvent[] {
  const events = entangled(stories);
  const half = Math.ceil(events.length / 2);
  const thirds = Array.from({ length: Math.floor(half / 3) }, (_, n): [number, number] => [
    3 * n + 1,
    3 * n + 1,
  ]);
  const before = [...events.slice(0, half), erased(...thirds), ...events.slice(half)];
  return recorded(log, [...before, erased([2, before.length - 2])]);
}

function entangled<T>(lists: T[][]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}
