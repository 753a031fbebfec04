import { durationProblem, presets, rangeText, requirements } from './limits.js';
import type { Limits } from './limits.js';

const noMfa = { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' };
const limits: NonNullable<Limits> = {
  minAccessDuration: 'PT1S',
  maxAccessDuration: 'PT4H',
  requestTtl: 'P1D',
  justification: 'optional',
  mfa: noMfa,
};
const between = (minAccessDuration: string, maxAccessDuration: string) => ({
  ...limits,
  minAccessDuration,
  maxAccessDuration,
});

describe('presets of the duration', () => {
  it('are the usual ones, bounded by the policy once it is known', () => {
    expect(presets(null)).toEqual(['PT15M', 'PT30M', 'PT1H', 'PT2H', 'PT4H', 'PT8H', 'P1D']);
    expect(presets(between('PT30M', 'PT2H'))).toEqual(['PT30M', 'PT1H', 'PT2H']);
  });

  it('include the longest allowed duration, even if none of the usual durations fits', () => {
    expect(presets(between('PT1S', 'PT3H'))).toEqual(['PT15M', 'PT30M', 'PT1H', 'PT2H', 'PT3H']);
    expect(presets(between('PT1S', 'PT5M'))).toEqual(['PT5M']);
  });
});

it('a duration is bounded by the policy as soon as the policy is known, both ends included', () => {
  const fiveMinutesToFourHours = between('PT5M', 'PT4H');
  expect(durationProblem('P2D', null)).toBeNull();
  expect(durationProblem('PT5M', fiveMinutesToFourHours)).toBeNull();
  expect(durationProblem('PT4H', fiveMinutesToFourHours)).toBeNull();
  expect(durationProblem('PT4H1S', fiveMinutesToFourHours)).toBe('This policy allows 5 min to 4 h.');
  expect(durationProblem('PT4M59S', fiveMinutesToFourHours)).toBe('This policy allows 5 min to 4 h.');
  expect(durationProblem('', fiveMinutesToFourHours)).toBe('Say how long you need the access.');
  expect(durationProblem('PT0S', null)).toBe('Say how long you need the access.');
  expect(rangeText(between('PT1S', 'PT4H'))).toBe('up to 4 h');
});

describe('the requirements of a policy', () => {
  it('leave out what is not required', () => {
    expect(requirements(limits, true)).toEqual([
      'Access for up to 4 h.',
      'The request expires if nobody decides within 1 day.',
    ]);
    expect(requirements(limits, false)).toEqual(['Access for up to 4 h.']);
  });

  it('name the justification, and the second factor of the requester and of the approvers', () => {
    const mfa = { onRequest: true, onApproval: true, onCheckOut: true, maxAge: 'PT5M' };
    expect(requirements({ ...limits, mfa, justification: 'required' }, true)).toEqual([
      'Access for up to 4 h.',
      'You must say why.',
      'You need a second factor to request the access and to check out, used within the last 5 min.',
      'Approvers need a second factor, used within the last 5 min.',
      'The request expires if nobody decides within 1 day.',
    ]);
    expect(requirements({ ...limits, mfa: { ...noMfa, onCheckOut: true } }, true)[1]).toBe(
      'You need a second factor to check out, used within the last 5 min.',
    );
  });
});
