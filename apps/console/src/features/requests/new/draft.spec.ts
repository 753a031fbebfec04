import { bodyOf, draftProblems, emptyDraft, nameProblem, problemsOf } from './draft.js';
import type { Limits } from './limits.js';

const limits: NonNullable<Limits> = {
  minAccessDuration: 'PT5M',
  maxAccessDuration: 'PT4H',
  requestTtl: 'PT24H',
  justification: 'required',
  mfa: { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' },
};
const now = new Date(2026, 0, 31, 9, 0);
const draft = { ...emptyDraft, resource: 'prod-db', account: 'db-admin', justification: 'Restore' };

describe('names are literals (rules.md#names)', () => {
  it.each(['prod-*', 'a?', '[a]', '{a,b}', '', '  ', 'a'.repeat(257)])('%j is not a name', (name) =>
    expect(nameProblem(name)).not.toBeNull(),
  );

  it.each(['prod-db-eu', 'CORP\\svc-backup', ' ein Name '])('%j is a name', (name) =>
    expect(nameProblem(name)).toBeNull(),
  );
});

it('a draft says everything that keeps it from being sent', () => {
  expect(draftProblems(draft, limits, now)).toEqual({});
  expect(draftProblems({ ...draft, justification: ' ' }, limits, now)).toEqual({
    justification: 'This policy requires a justification.',
  });
  expect(
    draftProblems({ ...draft, justification: '' }, { ...limits, justification: 'optional' }, now),
  ).toEqual({});
  expect(Object.keys(draftProblems(emptyDraft, null, now))).toEqual(['resource', 'account']);
  expect(draftProblems({ ...draft, startsAt: '2026-01-31T08:59' }, limits, now).startsAt).toMatch(/past/);
  expect(draftProblems({ ...draft, startsAt: '2026-01-31T09:01' }, limits, now)).toEqual({});
});

it.each([
  ['2026-01-31 22:00', undefined],
  ['2026-01-31T22:00:30+05:30', undefined],
  ['', undefined],
  ['tomorrow', /^Must be a time such as/],
  ['2026-02-30 10:00', 'Must be a day of the calendar.'],
])('the start %j is read as the command line reads it', (startsAt, problem) => {
  const found = draftProblems({ ...draft, startsAt }, limits, now).startsAt;
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
});

it('the body has no empty members, and its start is an instant of the reader’s zone', () => {
  expect(bodyOf({ ...draft, resource: ' prod-db ', ticket: ' ' })).toEqual({
    resource: 'prod-db',
    account: 'db-admin',
    duration: 'PT1H',
    justification: 'Restore',
  });
  expect(bodyOf({ ...draft, startsAt: '2026-01-31T22:00', ticket: 'INC-42' })).toMatchObject({
    ticket: 'INC-42',
    startsAt: new Date(2026, 0, 31, 22).toISOString(),
  });
});

it('the API’s messages stand at the fields they are about', () => {
  expect(problemsOf({ errors: [{ path: 'duration', message: 'must be shorter' }] })).toEqual({
    duration: 'Must be shorter.',
  });
});
