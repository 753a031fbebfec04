import { shortened } from './shortened.js';

test('an approver may shorten what was asked for', () => {
  expect(shortened('PT30M', 'PT1H')).toEqual({ maxDuration: 'PT30M', problem: null });
  expect(shortened('PT1H', 'PT1H')).toEqual({ maxDuration: 'PT1H', problem: null });
  expect(shortened('', 'PT1H')).toEqual({ maxDuration: null, problem: null });
});

test('and neither lengthen it nor leave nothing of it', () => {
  expect(shortened('PT2H', 'PT1H')).toEqual({ maxDuration: null, problem: 'Only 1 h was asked for.' });
  expect(shortened('PT0S', 'PT1H').problem).toMatch(/reject it/);
});
