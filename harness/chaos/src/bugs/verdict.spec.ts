import { verdictOn } from './verdict.js';

const finding = (check: string, detail = 'wrong') => ({ check, detail });

it('a bug is caught by one of its checks', () => {
  const findings = [finding('clock'), finding('chain', 'a link is missing'), finding('chain')];
  expect(verdictOn(['versions', 'chain'], findings)).toEqual({
    caught: true,
    tally: 'clock 1, chain 2',
    details: ['chain: a link is missing'],
  });
});

it('a bug is not caught by another check', () => {
  expect(verdictOn(['versions'], [finding('clock')])).toEqual({
    caught: false,
    tally: 'clock 1',
    details: ['clock: wrong'],
  });
});

it('a bug is not caught if nothing is found, which is the required result for the product itself', () => {
  expect(verdictOn([], [])).toEqual({ caught: false, tally: 'nothing', details: [] });
});
