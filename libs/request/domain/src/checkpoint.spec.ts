import type { CheckpointHead, LogName } from '@countersign/contracts';
import { checkpointFold, checkpointNeed } from './checkpoint.js';
import { recorded } from './testing/fixtures.js';

const hash = (text: string): string => text.repeat(64).slice(0, 64);
const heads = (policy: number, request: number, approval: number): CheckpointHead[] =>
  Object.entries({ policy, request, approval }).map(([log, position]) => ({
    log: log as LogName,
    position,
    hash: position ? hash(String(position % 10)) : null,
  }));
const last = heads(2, 40, 7);

describe('a checkpoint', () => {
  it('is due if there was none before, unless all logs are empty', () => {
    expect(checkpointNeed(null, heads(1, 0, 0))).toEqual({ kind: 'due' });
    expect(checkpointNeed(null, heads(0, 0, 0))).toEqual({ kind: 'none' });
  });

  it.each([
    [heads(3, 41, 7), 'due'],
    [heads(2, 42, 7), 'due'],
    [heads(2, 41, 8), 'due'],
    [heads(2, 41, 7), 'none'],
    [heads(2, 40, 7), 'none'],
  ])('is due when a log has grown by more than the last checkpoint itself: %#', (now, kind) => {
    expect(checkpointNeed(last, now)).toEqual({ kind });
  });

  it('is in doubt if a log ends before its position at the last checkpoint', () => {
    const why = 'the policy log ends at 1, and was at 2 at the last checkpoint';
    expect(checkpointNeed(last, heads(1, 45, 9))).toEqual({ kind: 'doubtful', why });
  });

  it('is in doubt if a log has another event at the position of the last checkpoint', () => {
    const rewritten = heads(2, 45, 7).map((head) =>
      head.log === 'approval' ? { ...head, hash: hash('f') } : head,
    );
    const why = 'the approval log has another event at 7 than at the last checkpoint';
    expect(checkpointNeed(last, rewritten)).toEqual({ kind: 'doubtful', why });
  });

  it('is remembered by its heads', () => {
    const data = { at: '2026-03-01T09:00:00.000Z', heads: last, jws: 'x' };
    const [event] = recorded(null, [{ type: 'audit.checkpoint' as const, schemaVersion: 1, data }]);
    expect(checkpointFold.evolve(null, event!)).toBe(last);
  });
});
