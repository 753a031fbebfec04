import { reportingRpc } from '@countersign/contracts';
import { group, policy, StoryOf, uuid } from '../testing/stories.js';
import { testService } from '../testing/test-service.js';
import type { TestService } from '../testing/test-service.js';

const governed = policy([{ approvers: [group('managers')] }]);
const on = (version: number, policyId = governed.id) => ({ ...governed, id: policyId, version });
const stories = [
  new StoryOf(1, { policy: on(1) }),
  new StoryOf(2, { policy: on(1) }),
  new StoryOf(3, { policy: on(3) }),
  new StoryOf(4, { policy: on(2) }),
  new StoryOf(5, { policy: on(1, uuid(901)) }),
];
let service: TestService;

beforeAll(async () => {
  service = await testService();
}, 120_000);
afterAll(() => service.stop(), 30_000);

const ask = (subject: string, groups: string[], payload: object = {}) =>
  service.call(reportingRpc.inFlight, { policyId: governed.id, ...payload }, subject, groups);

it('counts pending requests by policy version, newest first, until they end', async () => {
  const submitted = stories.map((story) => story.submitted());
  const refused = new StoryOf(6, { policy: on(1) }).refused();
  const atLeast = [await service.append('request', [...submitted, refused])];
  expect(await ask('erin', ['policy-admins'], { atLeast })).toEqual({
    items: [
      { version: 3, pending: 1 },
      { version: 2, pending: 1 },
      { version: 1, pending: 2 },
    ],
  });
  const ends = [
    stories[0]!.ended('request', 'approved'),
    stories[2]!.ended('request', 'expired'),
    stories[3]!.ended('request', 'cancelled'),
  ];
  const after = [await service.append('request', ends)];
  expect(await ask('frank', ['auditors'], { atLeast: after })).toEqual({
    items: [{ version: 1, pending: 1 }],
  });
});

it('counts nothing for an unknown policy', async () => {
  expect(await ask('frank', ['auditors'], { policyId: uuid(999) })).toEqual({ items: [] });
});

it('is for policy admins and auditors', async () => {
  await expect(ask('bob', ['managers'])).rejects.toMatchObject({ code: 'not-allowed', status: 403 });
});
