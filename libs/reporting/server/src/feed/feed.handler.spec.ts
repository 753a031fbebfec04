import { auditFeedSlice } from '@countersign/contracts';
import type { MirrorTail } from '@countersign/mirror';
import type { CallContext } from '@countersign/rpc';
import { caller } from '../testing/stories.js';
import { AuditFeed } from './audit-feed.js';
import { FeedHandler } from './feed.handler.js';
import { FakeMirrors } from './testing/fake-mirrors.js';

const tail: Pick<MirrorTail, 'beyond'> = { beyond: () => Promise.resolve(false) };
const handler = new FeedHandler(new AuditFeed(new FakeMirrors(), tail));
const ask = (call: Pick<CallContext, 'caller'>) =>
  handler.events(auditFeedSlice.parse({ query: {}, waitMs: 0 }), call as CallContext);

describe('the audit feed', () => {
  it('is for auditors', async () => {
    expect(await ask({ caller: caller('frank', { roles: ['auditor'] }) })).toMatchObject({ items: [] });
  });

  it.each([[[]], [['policy-admin' as const]], [['broker' as const]]])('is not for %j', (roles) => {
    expect(() => ask({ caller: caller('erin', { roles }) })).toThrow('This needs the role auditor.');
  });
});
