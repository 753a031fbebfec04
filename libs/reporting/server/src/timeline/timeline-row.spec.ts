import { recorded, StoryOf } from '../testing/stories.js';
import { timelineRow } from './timeline-row.js';

const story = new StoryOf(1);
const rowOf = (log: 'request' | 'approval', event: ReturnType<StoryOf['opened']>) =>
  recorded(log, [event]).map((one) => timelineRow(one, log))[0];

test('an event becomes a row of its request', () => {
  expect(rowOf('request', story.submitted())).toMatchObject({
    request_id: story.id,
    log: 'request',
    position: 1,
    type: 'request.submitted',
    recorded_at: '2026-03-01T10:00:00.000011Z',
    comment: null,
  });
});

test('the comment of a decision and of a cancellation is taken out', () => {
  expect(rowOf('approval', story.decided(0, 'bob', 'reject', 'not tonight'))?.comment).toBe('not tonight');
  expect(rowOf('request', story.ended('request', 'cancelled'))?.comment).toBe('not needed any more');
});

test('the reason of a revocation is its comment; that of an end is a code and none', () => {
  expect(rowOf('request', story.revoked('2026-03-01T09:00:00.000Z', 'laptop lost'))?.comment).toBe(
    'laptop lost',
  );
  expect(rowOf('request', story.accessEnded('2026-03-01T10:00:00.000Z'))).toMatchObject({
    type: 'access.ended',
    comment: null,
  });
});

test('slots, accounts and tickets are bookkeeping and never shown', () => {
  const kept = story.bookkeeping('2026-03-01T09:00:00.000Z', '2026-03-01T10:00:00.000Z');
  for (const event of [story.slot('request.slot_taken'), ...kept])
    expect(rowOf('request', event)).toBeUndefined();
});

test('a type of a later version is shown as it is', () => {
  const later = {
    type: 'access.checked_out',
    schemaVersion: 7,
    data: { requestId: story.id, where: 'vault' },
  };
  expect(rowOf('request', later)).toMatchObject({ type: 'access.checked_out', data: later.data });
});
