import { shortened } from './shortened.js';

it('an approver may shorten the requested duration (rules.md#shortening)', () => {
  expect(shortened('PT30M', 'PT1H')).toEqual({ maxDuration: 'PT30M', problem: null });
  expect(shortened('PT1H', 'PT1H')).toEqual({ maxDuration: 'PT1H', problem: null });
  expect(shortened('', 'PT1H')).toEqual({ maxDuration: null, problem: null });
});

it('an approver can neither lengthen the duration nor shorten it to nothing (rules.md#shortening)', () => {
  expect(shortened('PT2H', 'PT1H')).toEqual({ maxDuration: null, problem: 'Only 1 h was requested.' });
  expect(shortened('PT0S', 'PT1H').problem).toMatch(/reject the request/);
});
