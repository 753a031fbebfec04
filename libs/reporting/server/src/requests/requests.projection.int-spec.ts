import { keepsItsTables } from '../testing/projection-contract.js';
import { erasedLogs, logs } from '../testing/report-stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { RequestsProjection } from './requests.projection.js';
let models: TestReadModels;
beforeAll(async () => {
  models = await testReadModels();
}, 120_000);
afterAll(() => models.close());
describe('the tables', () => {
  keepsItsTables({ projection: () => new RequestsProjection(), logs, erasedLogs, readModels: () => models });
});
