import type { DomainEvent } from '@countersign/contracts';
import {
  at,
  group,
  person,
  policy,
  PROOF,
  StoryOf,
  streamOf,
  user,
} from '../../libs/reporting/server/src/testing/stories.js';
import type { Authored, Story } from '../../libs/reporting/server/src/testing/stories.js';

/** An event with its author, and its own stream. */
export interface Placed {
  stream: string;
  event: Authored;
}

export type BothLogs = Record<'request' | 'approval', Placed[]>;

/** Concurrent requests, so that a change comes long after the row that it changes. */
const UNDER_WAY = 1000;

const governing = policy([
  { name: 'Manager Review', approvers: [group('managers')] },
  { name: 'Security Review', approvers: [group('security'), user('dave')], requiredApprovals: 2 },
]);

/** Requests, each with two steps of approval, an access, its check-out and check-in: ten events. */
export function lifecycles(requests: number): BothLogs {
  const stories = Array.from({ length: requests }, (_, n) => lifecycle(n + 1));
  return {
    request: entangled(stories.map(({ request }) => request)),
    approval: entangled(stories.map(({ approval }) => approval)),
  };
}

function lifecycle(n: number): Story {
  const story = new StoryOf(n, {
    policy: governing,
    requester: person(`person-${n % 300}`),
    resource: `prod-db-${n % 500}`,
    account: `admin-${n % 20}`,
    justification: `Rebuild the index of customer ${n} as planned`,
    ticket: `INC-${n}`,
  });
  const bob = { comment: 'Go ahead', mfa: PROOF };
  const steps = story.steps(
    [story.decision('bob', n + 20, bob)],
    [story.decision('dave', n + 40), story.decision('grace', n + 60)],
  );
  const window = [at(n + 60), at(n + 3660)] as const;
  return {
    request: [
      story.submitted(PROOF),
      story.ended('request', 'approved', steps, n + 60),
      story.granted(...window),
      story.checkedOut(at(n + 90), window),
      story.checkedIn(at(n + 900)),
    ],
    approval: [
      story.opened(),
      story.decided(0, 'bob', n + 20, bob),
      story.decided(1, 'dave', n + 40),
      story.decided(1, 'grace', n + 60),
      story.ended('approval', 'approved', steps, n + 60),
    ],
  };
}

/** Interleaves the stories: each begins a little after the previous story, and all continue at the same pace. */
function entangled(stories: Authored[][]): Placed[] {
  const events = stories.flatMap((story, n) =>
    story.map((event, k) => ({ event, at: n + (k * UNDER_WAY) / story.length })),
  );
  return events
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => ({ event, stream: streamOf(event.type, (event satisfies DomainEvent).data) }));
}
