import { NoticeQueue } from './notice-queue.js';
import type { RequestChange } from './request-change.js';

const change = (
  requestId: string,
  position: number,
  log: 'request' | 'approval' = 'request',
): RequestChange => ({
  requestId,
  at: { log, position },
});

describe('NoticeQueue', () => {
  it('has one notice per request, with the last position in each log', () => {
    const queue = new NoticeQueue(10);
    for (const one of [
      change('a', 1),
      change('b', 2),
      change('a', 5),
      change('a', 3),
      change('a', 4, 'approval'),
    ])
      queue.add(one);
    expect(queue.take()).toEqual([
      { id: 'a', position: 'request=5, approval=4' },
      { id: 'b', position: 'request=2' },
    ]);
    expect(queue.isEmpty).toBe(true);
  });

  it('has only a resync above its limit', () => {
    const queue = new NoticeQueue(2);
    for (const id of ['a', 'b', 'c', 'd']) queue.add(change(id, 1));
    expect(queue.isEmpty).toBe(false);
    expect(queue.take()).toBe('resync');
    expect(queue.isEmpty).toBe(true);
    queue.add(change('e', 2));
    expect(queue.take()).toEqual([{ id: 'e', position: 'request=2' }]);
  });
});
