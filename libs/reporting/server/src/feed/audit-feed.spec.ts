import { auditFeedSlice } from '@countersign/contracts';
import { AuditFeed } from './audit-feed.js';
import { FakeMirrors } from './testing/fake-mirrors.js';

const { query } = auditFeedSlice.parse({ query: {}, waitMs: 0 });
const nothing = (after: () => Promise<void>) => ({ beyond: () => after().then(() => false) });
const page = (after: () => Promise<void>) =>
  new AuditFeed(new FakeMirrors(), nothing(after)).page(query, 100);

describe('waiting for the feed', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is worth repeating after its timeout, but not when it ended early because the service stops', async () => {
    const wholeWait = (): Promise<void> => {
      jest.advanceTimersByTime(100);
      return Promise.resolve();
    };
    expect(await page(wholeWait)).toMatchObject({ waited: true });
    expect(await page(() => Promise.resolve())).toMatchObject({ items: [], waited: false });
  });
});
