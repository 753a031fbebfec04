import {
  bodyOf,
  draftProblems,
  durationProblem,
  emptyDraft,
  nameProblem,
  problemsOf,
  rangeText,
} from './draft.js';
import type { Limits } from './draft.js';

const limits: NonNullable<Limits> = {
  ...{ minAccessDuration: 'PT5M', maxAccessDuration: 'PT4H', requestTtl: 'PT24H', justification: 'required' },
  mfa: { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' },
};
const now = new Date(2026, 0, 31, 9, 0);
const draft = { ...emptyDraft, resource: 'prod-db', account: 'db-admin', justification: 'Restore' };

test.each(['prod-*', 'a?', '[a]', '{a,b}', '', '  ', 'a'.repeat(257)])('%j is no name', (name) =>
  expect(nameProblem(name)).not.toBeNull(),
);
test.each(['prod-db-eu', 'CORP\\svc-backup', ' ein Name '])('%j is a name', (name) =>
  expect(nameProblem(name)).toBeNull(),
);

test('a duration is bounded by the policy as soon as it is known, both ends included', () => {
  expect(durationProblem('P2D', null)).toBeNull();
  expect(durationProblem('PT5M', limits)).toBeNull();
  expect(durationProblem('PT4H', limits)).toBeNull();
  expect(durationProblem('PT4H1S', limits)).toBe('This policy allows 5 min to 4 h.');
  expect(durationProblem('PT4M59S', limits)).toBe('This policy allows 5 min to 4 h.');
  expect(durationProblem('', limits)).toBe('Say how long you need it.');
  expect(durationProblem('PT0S', null)).toBe('Say how long you need it.');
  expect(rangeText({ ...limits, minAccessDuration: 'PT1S' })).toBe('up to 4 h');
});

test('a draft says everything that keeps it from being sent', () => {
  expect(draftProblems(draft, limits, now)).toEqual({});
  expect(draftProblems({ ...draft, justification: ' ' }, limits, now)).toEqual({
    justification: 'This policy asks why.',
  });
  expect(
    draftProblems({ ...draft, justification: '' }, { ...limits, justification: 'optional' }, now),
  ).toEqual({});
  expect(Object.keys(draftProblems(emptyDraft, null, now))).toEqual(['resource', 'account']);
  expect(draftProblems({ ...draft, startsAt: '2026-01-31T08:59' }, limits, now).startsAt).toMatch(/past/);
  expect(draftProblems({ ...draft, startsAt: '2026-01-31T09:01' }, limits, now)).toEqual({});
});

test('what is sent has no empty members and the instant of the reader’s zone', () => {
  expect(bodyOf({ ...draft, resource: ' prod-db ', ticket: ' ' })).toEqual({
    ...{ resource: 'prod-db', account: 'db-admin', duration: 'PT1H', justification: 'Restore' },
  });
  expect(bodyOf({ ...draft, startsAt: '2026-01-31T22:00', ticket: 'INC-42' })).toMatchObject({
    ...{ ticket: 'INC-42', startsAt: new Date(2026, 0, 31, 22).toISOString() },
  });
});

test('what the API found wrong stands at its field', () => {
  expect(problemsOf({ errors: [{ path: 'duration', message: 'must be shorter' }] })).toEqual({
    duration: 'Must be shorter.',
  });
});
