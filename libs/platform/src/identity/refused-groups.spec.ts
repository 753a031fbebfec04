import { Logger } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { RefusedGroups } from './refused-groups.js';

it('counts every refused group of a token, and logs each group once', async () => {
  const lines: unknown[] = [];
  const logger = { log: () => undefined, error: () => undefined, warn: (line: unknown) => lines.push(line) };
  Logger.overrideLogger(logger);
  const metrics = new Metrics('request');
  const groups = new RefusedGroups(metrics);
  const group = 'managers\u200b';
  const reason = 'must not contain U+200B, which is invisible, as character 9';
  groups.report([{ group, reason }]);
  groups.report([
    { group, reason },
    { group: 'other\u200b', reason },
  ]);
  groups.report([]);
  expect(await metrics.text()).toContain('countersign_refused_groups_total{service="request"} 3');
  expect(lines).toMatchObject([{ group, reason }, { group: 'other\u200b' }]);
});
