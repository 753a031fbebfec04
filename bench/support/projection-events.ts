import type { DomainEvent } from '@countersign/contracts';
import {
  AccessStory,
  decisionOf,
  PROOF,
  step,
} from '../../libs/reporting/server/src/testing/access-stories.js';
import {
  at,
  group,
  person,
  policy,
  streamOf,
  user,
} from '../../libs/reporting/server/src/testing/stories.js';

/** An event and the stream it belongs to. */
export interface Placed {
  stream: string;
  event: DomainEvent;
}

export type BothLogs = Record<'request' | 'approval', Placed[]>;

/** Requests that are under way at the same time: a change comes long after the row it changes. */
const UNDER_WAY = 1000;

const governing = policy([], {
  steps: [
    { name: 'Manager Review', approvers: [group('managers')], requiredApprovals: 1 },
    { name: 'Security Review', approvers: [group('security'), user('dave')], requiredApprovals: 2 },
  ],
});

/** So many requests, each with two steps of approval, an access, its check-out and check-in: fifteen events. */
export function lifecycles(requests: number): BothLogs {
  const stories = Array.from({ length: requests }, (_, n) => lifecycle(n + 1));
  return {
    request: entangled(stories.map(({ request }) => request)),
    approval: entangled(stories.map(({ approval }) => approval)),
  };
}

function lifecycle(n: number): Record<keyof BothLogs, DomainEvent[]> {
  const story = new AccessStory(n, {
    policy: governing,
    requester: person(`person-${n % 300}`),
    resource: `prod-db-${n % 500}`,
    account: `admin-${n % 20}`,
    justification: `Rebuild the index of customer ${n} as planned`,
    ticket: `INC-${n}`,
  });
  const decisions = [
    decisionOf('bob', n + 20, { comment: 'Go ahead', mfa: PROOF }),
    decisionOf('dave', n + 40),
    decisionOf('grace', n + 60),
  ] as const;
  const steps = [
    step('Manager Review', 'approved', [decisions[0]]),
    step('Security Review', 'approved', [decisions[1], decisions[2]], 2),
  ];
  const [taken, issued, released] = story.bookkeeping(at(n + 90), at(n + 3660)) as [
    DomainEvent,
    DomainEvent,
    DomainEvent,
  ];
  return {
    request: [
      ...[story.submitted(PROOF), story.slot('request.slot_taken')],
      story.endedWith('request', 'approved', n + 60, steps),
      ...[story.granted(at(n + 60), at(n + 3660)), story.slot('request.slot_released')],
      ...[story.checkedOutAfter(n + 90, at(n + 3660)), taken, issued],
      ...[story.checkedInAfter(n + 900), released],
    ],
    approval: [
      story.opened(),
      story.decidedAt(0, 'bob', n + 20, decisions[0]),
      story.decidedAt(1, 'dave', n + 40),
      story.decidedAt(1, 'grace', n + 60),
      story.endedWith('approval', 'approved', n + 60, steps),
    ],
  };
}

/** Each story begins a little after the one before it, and all go on at the same pace. */
function entangled(stories: DomainEvent[][]): Placed[] {
  const events = stories.flatMap((story, n) =>
    story.map((event, k) => ({ event, at: n + (k * UNDER_WAY) / story.length })),
  );
  return events
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => ({ event, stream: streamOf(event.type, event.data['requestId'] as string) }));
}
