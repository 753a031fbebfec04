import type { Limits } from './draft.js';
import { presets } from './presets.js';

const limits = (minAccessDuration: string, maxAccessDuration: string): Limits => ({
  ...{ minAccessDuration, maxAccessDuration, requestTtl: 'PT24H', justification: 'optional' },
  mfa: { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' },
});

test('usual durations, bounded by the policy once it is known', () => {
  expect(presets(null)).toEqual(['PT15M', 'PT30M', 'PT1H', 'PT2H', 'PT4H', 'PT8H', 'P1D']);
  expect(presets(limits('PT30M', 'PT2H'))).toEqual(['PT30M', 'PT1H', 'PT2H']);
});

test('the longest that is allowed is among them, also where none of the usual ones fits', () => {
  expect(presets(limits('PT1S', 'PT3H'))).toEqual(['PT15M', 'PT30M', 'PT1H', 'PT2H', 'PT3H']);
  expect(presets(limits('PT1S', 'PT5M'))).toEqual(['PT5M']);
});
