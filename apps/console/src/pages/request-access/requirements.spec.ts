import { requirements } from './requirements.js';

const none = { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' };
const limits = {
  ...{ minAccessDuration: 'PT1S', maxAccessDuration: 'PT4H', requestTtl: 'P1D' },
  ...{ justification: 'optional' as const, mfa: none },
};

test('what is not required is not said', () => {
  expect(requirements(limits, true)).toEqual([
    'Access for up to 4 h.',
    'It expires if nobody decides within 1 day.',
  ]);
  expect(requirements(limits, false)).toEqual(['Access for up to 4 h.']);
});

test('a second factor, for the requester and for approvers, and a justification', () => {
  const mfa = { onRequest: true, onApproval: true, onCheckOut: true, maxAge: 'PT5M' };
  expect(requirements({ ...limits, mfa, justification: 'required' }, true)).toEqual([
    'Access for up to 4 h.',
    'You must say why.',
    'You need a second factor to request it and to check it out, proved within 5 min.',
    'Approvers need a second factor, proved within 5 min.',
    'It expires if nobody decides within 1 day.',
  ]);
  expect(requirements({ ...limits, mfa: { ...none, onCheckOut: true } }, true)[1]).toBe(
    'You need a second factor to check it out, proved within 5 min.',
  );
});
