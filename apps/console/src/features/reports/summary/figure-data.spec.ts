import {
  approvers,
  headline,
  overTime,
  policyTimes,
  refusals,
  stepTimes,
  topRequesters,
} from './figure-data.js';
import type { Summary } from './figure-data.js';

const counts = { pending: 1, approved: 12, rejected: 2, cancelled: 1, expired: 1, refused: 3 };
const bob = { id: 'bob', name: 'Bob Baxter', email: 'bob@example.com' };
const policyId = '0199f3a2-6c1e-7b60-8d42-0d1f5a3b7c90';
const times = { p50: 'PT4M27S', p95: 'PT2H10M' };
const summary: Summary = {
  from: '2026-01-30T23:00:00.000Z',
  to: '2026-01-31T23:00:00.000Z',
  bucket: 'day',
  timeZone: 'Europe/Berlin',
  counts,
  buckets: [{ start: '2026-01-30T23:00:00.000Z', counts }],
  timeToDecision: { decided: 14, p50: 'PT4M27S', p95: null },
  policies: [
    {
      policy: { id: policyId, version: 1, name: 'databases' },
      requests: 17,
      decided: 14,
      expired: 1,
      selfApproved: 0,
      ...times,
    },
  ],
  steps: [{ policyId, step: 1, name: null, completed: 14, ...times }],
  approvers: [
    {
      approver: bob,
      decided: 14,
      approved: 12,
      approveRate: 0.857,
      medianTime: 'PT4M27S',
      underTenSeconds: 3,
    },
  ],
  topResources: [],
  topRequesters: [{ requester: bob, requests: 9 }],
  expiries: { requests: 1, accessesNotUsed: 2 },
  refusals: {
    requests: [{ code: 'no-policy-applies', count: 3 }],
    attempts: [
      { code: 'self-approval', count: 5 },
      { code: 'no-policy-applies', count: 1 },
    ],
  },
  selfApprovals: 4,
  unmatchedGrants: 6,
};

it('requests over time have a column for each day of the zone, and a series for each status', () => {
  const { title, rows, chart } = overTime(summary);
  expect(title).toBe('Requests per day, by status now');
  expect(rows).toEqual([['31 Jan', '1', '12', '2', '1', '1', '3']]);
  expect(chart.data).toEqual([{ label: '31 Jan', ...counts }]);
  expect(chart.series.map(({ name }) => name)).toEqual(Object.keys(counts));
});

it('times are drawn in seconds and written in words', () => {
  expect(policyTimes(summary).rows).toEqual([
    ['databases', '17', '14', '1', '0', '4 min 27 s', '2 h 10 min'],
  ]);
  expect(policyTimes(summary).chart.data).toEqual([{ label: 'databases', p50: 267, p95: 7800 }]);
  expect(stepTimes(summary).rows).toEqual([['Step 2 (databases)', '14', '4 min 27 s', '2 h 10 min']]);
});

it('an approver has a number of decisions, a share of approvals, and a median time', () => {
  expect(approvers(summary).rows).toEqual([['Bob Baxter', '14', '86 %', '4 min 27 s', '3']]);
  expect(approvers(summary).chart.data).toEqual([{ label: 'Bob Baxter', considered: 11, fast: 3 }]);
});

it('people whose names were erased are shown by their ids', () => {
  const erasedAt = new Date(2026, 2, 1, 12).toISOString();
  const nobody = { id: 'bob', name: null, email: null, erasedAt };
  const erased = {
    ...summary,
    approvers: summary.approvers.map((row) => ({ ...row, approver: nobody })),
    topRequesters: summary.topRequesters.map((row) => ({ ...row, requester: nobody })),
  };
  const shown = 'bob (erased on 1 Mar 2026)';
  expect(approvers(erased).rows[0]?.[0]).toBe(shown);
  expect(approvers(erased).chart.data).toMatchObject([{ label: shown }]);
  expect(topRequesters(erased).rows).toEqual([[shown, '9']]);
});

it('refusals are counted by reason, for requests and for other attempts', () => {
  expect(refusals(summary).rows).toEqual([
    ['no-policy-applies', '3', '1'],
    ['self-approval', '0', '5'],
  ]);
});

it('the most frequent requesters are listed by name', () => {
  expect(topRequesters(summary).rows).toEqual([['Bob Baxter', '9']]);
});

it('the headline has ten numbers', () => {
  expect(Object.fromEntries(headline(summary))).toEqual({
    Requests: '20',
    'Decided by people': '14',
    'Median time to decision': '4 min 27 s',
    '95th percentile': '–',
    'Expired undecided': '1',
    'Access never used': '2',
    'Requests refused': '3',
    'Other attempts refused': '6',
    'Self-approved': '4',
    'Granted without a policy': '6',
  });
});

it('every row of a table has a cell for each column', () => {
  for (const figure of [overTime, policyTimes, stepTimes, approvers, refusals, topRequesters]) {
    const { columns, rows } = figure(summary);
    expect(rows.map((row) => row.length)).toEqual(rows.map(() => columns.length));
  }
});
