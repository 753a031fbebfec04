import type { LogName, RecordedEventView } from '@countersign/contracts';
import { inOrder } from './acts.js';

/** An event at a minute, with or without a cause. */
function event(log: LogName, id: string, minute: number, causationId: string | null = null) {
  const at = `2026-03-01T09:${String(minute).padStart(2, '0')}:00.000000Z`;
  return { log, id, at, causationId } as RecordedEventView;
}
const ids = (events: RecordedEventView[]): string => events.map(({ id }) => id).join(' ');

describe('the events of two logs', () => {
  it('are in the order of time unless something else decides', () => {
    const requests = [event('request', 'r1', 1), event('request', 'r2', 4)];
    const approvals = [event('approval', 'a1', 2), event('approval', 'a2', 3)];
    expect(ids(inOrder(requests, approvals))).toBe('r1 a1 a2 r2');
    expect(ids(inOrder(approvals, requests))).toBe('r1 a1 a2 r2');
  });

  it('keep the order of their log, whatever their times', () => {
    const requests = [event('request', 'r1', 9), event('request', 'r2', 1)];
    expect(ids(inOrder(requests, [event('approval', 'a1', 5)]))).toBe('a1 r1 r2');
  });

  it('come after their cause, whatever their times', () => {
    const requests = [event('request', 'r1', 30), event('request', 'r2', 31, 'a2')];
    const approvals = [event('approval', 'a1', 1, 'r1'), event('approval', 'a2', 2)];
    expect(ids(inOrder(requests, approvals))).toBe('r1 a1 a2 r2');
    const ahead = [event('approval', 'a1', 58, 'r1'), event('approval', 'a2', 59)];
    expect(ids(inOrder(requests, ahead))).toBe('r1 a1 a2 r2');
  });

  it('can lack their cause', () => {
    expect(ids(inOrder([event('request', 'r1', 1, 'elsewhere')], []))).toBe('r1');
  });

  it('are all included once, even if their causes contradict each other', () => {
    const requests = [event('request', 'r1', 2, 'a2'), event('request', 'r2', 3)];
    const approvals = [event('approval', 'a1', 1, 'r2'), event('approval', 'a2', 4)];
    expect(ids(inOrder(requests, approvals))).toBe('a1 a2 r1 r2');
  });
});
