import type { AuditFeedAnswer } from '@countersign/contracts';
import { pollFeed } from './feed-poll.js';

const nothing = (nextCursor: string): AuditFeedAnswer => ({ items: [], nextCursor, waited: true });
const wanted = () => true;

/** Answers in turn, the last again and again; each call takes as long as it is asked to wait. */
function scripted(...answers: AuditFeedAnswer[]) {
  const asked: [string | undefined, number][] = [];
  const ask = (after: string | undefined, waitMs: number): Promise<AuditFeedAnswer> => {
    asked.push([after, waitMs]);
    jest.advanceTimersByTime(waitMs);
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1]!);
  };
  return { ask, asked };
}

describe('pollFeed', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('calls once, without a wait, for a caller that does not wait', async () => {
    const { ask, asked } = scripted(nothing('a'));
    expect(await pollFeed(ask, undefined, 0, wanted)).toEqual(nothing('a'));
    expect(asked).toEqual([[undefined, 0]]);
  });

  it('continues after the last slice until events come, in slices of at most 2 s', async () => {
    const found = { items: ['{}'], nextCursor: 'c', waited: false };
    const { ask, asked } = scripted(nothing('a'), nothing('b'), found);
    expect(await pollFeed(ask, 'start', 30, wanted)).toEqual(found);
    expect(asked).toEqual([
      ['start', 2000],
      ['a', 2000],
      ['b', 2000],
    ]);
  });

  it('ends with the time, with the client, or when the service does not wait', async () => {
    const idle = scripted(nothing('a'));
    await pollFeed(idle.ask, 'x', 5, wanted);
    expect(idle.asked.map(([, waitMs]) => waitMs)).toEqual([2000, 2000, 1000]);
    const gone = scripted(nothing('a'));
    await pollFeed(gone.ask, 'x', 30, () => false);
    expect(gone.asked).toHaveLength(1);
    const full = scripted({ ...nothing('a'), waited: false });
    await pollFeed(full.ask, 'x', 30, wanted);
    expect(full.asked).toHaveLength(1);
  });
});
