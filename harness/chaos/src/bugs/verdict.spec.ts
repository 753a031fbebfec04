import { verdictOn } from './verdict.js';

const finding = (check: string, detail = 'wrong') => ({ check, detail });

it('is caught by one of the checks that are meant to', () => {
  const findings = [finding('clock'), finding('chain', 'a link is missing'), finding('chain')];
  expect(verdictOn(['versions', 'chain'], findings)).toEqual({
    ...{ caught: true, tally: 'clock 1, chain 2', details: ['chain: a link is missing'] },
  });
});

it('is not caught by another one', () => {
  expect(verdictOn(['versions'], [finding('clock')])).toEqual({
    ...{ caught: false, tally: 'clock 1', details: ['clock: wrong'] },
  });
});

it('is not caught by nothing, which is what is wanted of the product itself', () => {
  expect(verdictOn([], [])).toEqual({ caught: false, tally: 'nothing', details: [] });
});
