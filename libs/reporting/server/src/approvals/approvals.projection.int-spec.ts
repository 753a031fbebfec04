import { keepsItsTables } from '../testing/projection-contract.js';
import { erasedLogs, logs } from '../testing/report-stories.js';
import { erased, recorded, StoryOf } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { ApprovalsProjection } from './approvals.projection.js';
let models: TestReadModels;
beforeAll(async () => {
  models = await testReadModels();
}, 120_000);
afterAll(() => models.close());
describe('the tables', () => {
  keepsItsTables({ projection: () => new ApprovalsProjection(), logs, erasedLogs, readModels: () => models });
});

const story = new StoryOf(1);

it('throws when the opening of an approval is missing, so that its stream is parked', async () => {
  await models.empty();
  const events = recorded('approval', [story.decided(0, 'bob')]);
  await expect(models.apply(new ApprovalsProjection(), 'approval', events)).rejects.toThrow(
    'came before approval.opened',
  );
});

it('erases only the texts of the erased events', async () => {
  await models.empty();
  const fine = { comment: 'fine' };
  const events = [
    story.opened(),
    story.decided(0, 'bob', 20, fine),
    story.decided(0, 'carol', 30, fine),
    story.ended('approval', 'cancelled'),
    erased([2, 2], [4, 4]),
  ];
  await models.apply(new ApprovalsProjection(), 'approval', recorded('approval', events));
  const [row = '{}'] = await models.rows('approval');
  const gone = { name: null, email: null, comment: null, erased_at: '2026-03-01T10:00:00+00:00' };
  expect(JSON.parse(row)).toMatchObject({
    decisions: [
      { id: 'bob', ...gone, at: '2026-03-01T09:00:20+00:00' },
      { id: 'carol', name: 'Carol Example', email: 'carol@example.com', comment: 'fine', erased_at: null },
    ],
    cancel_comment: null,
    cancel_position: 4,
  });
});
