import type { AuditFeedAnswer } from '@countersign/contracts';
import { pollFeed } from './feed-poll.js';

const nothing = (nextCursor: string): AuditFeedAnswer => ({ items: [], nextCursor, waited: true });
const wanted = () => true;

/** Answers in turn, the last again and again; each call takes as long as it is asked to wait, at most 20 ms. */
function scripted(...answers: AuditFeedAnswer[]) {
  const asked: [string | undefined, number][] = [];
  const ask = async (after: string | undefined, waitMs: number): Promise<AuditFeedAnswer> => {
    asked.push([after, waitMs]);
    await new Promise((done) => setTimeout(done, Math.min(20, waitMs)));
    return answers[Math.min(asked.length, answers.length) - 1]!;
  };
  return { ask, asked };
}

describe('pollFeed', () => {
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
    const began = performance.now();
    await pollFeed(scripted(nothing('a')).ask, 'x', 0.1, wanted);
    expect(performance.now() - began).toBeLessThan(1_500);
    const gone = scripted(nothing('a'));
    await pollFeed(gone.ask, 'x', 30, () => false);
    expect(gone.asked).toHaveLength(1);
    const full = scripted({ ...nothing('a'), waited: false });
    await pollFeed(full.ask, 'x', 30, wanted);
    expect(full.asked).toHaveLength(1);
  });
});
