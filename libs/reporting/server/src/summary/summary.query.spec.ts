import { summaryQuery } from '@countersign/contracts';
import type { DataSource } from 'typeorm';
import { caller } from '../testing/stories.js';
import { Summaries, SummaryBusy } from './summary.query.js';

const auditor = caller('frank', { roles: ['auditor'] });
const ask = (summaries: Summaries) => summaries.of(summaryQuery.parse({}), auditor, new Date());

it('at most three summaries are made at once; a summary that ends, even with an error, makes room for another', async () => {
  const ends: ((why: Error) => void)[] = [];
  const transaction = () => new Promise<never>((_, reject) => ends.push(reject));
  const summaries = new Summaries({ transaction } as unknown as DataSource);
  const underWay = [1, 2, 3].map(() =>
    ask(summaries).catch((error: unknown) => (error instanceof Error ? error.message : '')),
  );
  await expect(ask(summaries)).rejects.toBeInstanceOf(SummaryBusy);
  expect(ends).toHaveLength(3);
  ends[0]!(new Error('gone'));
  expect(await underWay[0]).toBe('gone');
  void ask(summaries).catch(() => undefined);
  expect(ends).toHaveLength(4);
  ends.forEach((end) => end(new Error('over')));
});
