import type { Schema } from '@countersign/api-client';
import { requestColumns, requestText } from './request-text.js';
import { actsText, eventsText } from './timeline-text.js';

const erasedAt = '2026-03-01T12:00:00.000Z';
const alice = { id: 'alice', name: 'Alice Archer', email: 'alice@example.com' };
const bob = { id: 'bob', name: 'Bob Baxter', email: null };
const erased = (id: string) => ({ id, name: null, email: null, erasedAt });

const decision = {
  by: bob,
  decision: 'approve' as const,
  comment: 'Fine.',
  maxDuration: null,
  at: '2026-01-31T09:04:27.511Z',
  mfa: true,
  selfApproval: false,
};
const request: Schema<'Request'> = {
  id: '0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c55',
  status: 'approved',
  outcome: null,
  version: 4,
  requester: alice,
  resource: 'prod-db-eu',
  account: 'db-admin',
  duration: 'PT1H',
  justification: 'Restore the orders table',
  ticket: null,
  startsAt: null,
  policy: null,
  unmatched: false,
  currentStep: null,
  steps: [
    {
      name: 'Manager Review',
      status: 'approved',
      requiredApprovals: 1,
      approvers: [{ type: 'group', id: 'managers' }],
      decisions: [decision],
    },
  ],
  submittedAt: '2026-01-31T09:00:00.042Z',
  expiresAt: null,
  decidedAt: null,
  refusal: null,
  access: {
    status: 'revoked',
    startsAt: '2026-01-31T09:04:27.560Z',
    endsAt: '2026-01-31T10:04:27.560Z',
    checkedOutAt: null,
    checkedInAt: null,
    revokedAt: '2026-01-31T09:30:00.000Z',
    revokedBy: { id: 'erin', name: 'Erin Ellis', email: null },
    reason: 'The incident is over',
    ticketId: null,
  },
  you: { may: [], why: null },
};
const gone: Schema<'Request'> = {
  ...request,
  requester: erased('alice'),
  justification: null,
  erasedAt,
  steps: request.steps.map((step) => ({
    ...step,
    decisions: [{ ...decision, by: erased('bob'), comment: null, erasedAt }],
  })),
  access: request.access && { ...request.access, revokedBy: erased('erin'), reason: null, erasedAt },
};
/** The value of a line of the details. */
const lineOf = (text: string, name: string) => new RegExp(`^${name}: +(.*)$`, 'm').exec(text)?.[1];

test('a request shows who asked, decided and revoked, and what they wrote', () => {
  const text = requestText(request);
  expect(lineOf(text, 'requester')).toBe('Alice Archer <alice@example.com>');
  expect(lineOf(text, 'reason')).toBe('Restore the orders table');
  expect(lineOf(text, 'revoked')).toBe('2026-01-31T09:30:00.000Z by Erin Ellis: The incident is over');
  expect(text).toContain('Bob Baxter: approve “Fine.”');
  expect(lineOf(text, 'incomplete')).toBeUndefined();
});

test('a request whose personal data was erased shows ids, and when it was erased', () => {
  const text = requestText(gone);
  expect(lineOf(text, 'requester')).toBe('alice (erased on 2026-03-01)');
  expect(lineOf(text, 'reason')).toBe('erased on 2026-03-01');
  expect(lineOf(text, 'revoked')).toBe(
    '2026-01-31T09:30:00.000Z by erin (erased on 2026-03-01): erased on 2026-03-01',
  );
  expect(text).toContain('bob (erased on 2026-03-01): approve, comment erased on 2026-03-01');
});

test('a request of which a part could not be read says so', () => {
  expect(lineOf(requestText({ ...request, incomplete: true }), 'incomplete')).toContain('ask again');
});

test('a list shows the id and the erasure where name and reason are gone', () => {
  const summary = { ...gone, accessStatus: null, selfApproved: false, openStep: null, access: null };
  const cells = Object.fromEntries(requestColumns.map(({ title, of }) => [title, of(summary)]));
  expect(cells).toMatchObject({
    requester: 'alice (erased on 2026-03-01)',
    reason: 'erased on 2026-03-01',
  });
});

test('the timeline has a line for each act', () => {
  const event = { log: 'request' as const, position: 118, type: 'request.submitted', hash: '3f'.repeat(32) };
  const submitted = {
    at: '2026-01-31T09:00:00.042Z',
    act: 'submitted' as const,
    actor: { ...alice, kind: 'person' as const },
    comment: 'Restore the orders table',
    step: null,
    text: 'Alice Archer asked for the account db-admin on prod-db-eu.',
    events: [event, { ...event, position: 119 }],
  };
  const revoked = {
    ...submitted,
    act: 'revoked' as const,
    actor: { ...erased('erin'), kind: 'person' as const },
    comment: null,
    erasedAt,
    text: 'erin revoked the access.',
  };
  const [title, ...lines] = actsText({ items: [submitted, revoked] }).split('\n');
  expect(title).toMatch(/^AT +ACT +BY +WHAT HAPPENED +COMMENT$/);
  expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
    [submitted.at, 'submitted', 'Alice Archer', submitted.text, 'Restore the orders table'],
    [submitted.at, 'revoked', 'erin (erased on 2026-03-01)', revoked.text, 'erased on 2026-03-01'],
  ]);
});

test('the raw timeline has a line for each event, with its place in the log and its hash', () => {
  const event: Schema<'RecordedEvent'> = {
    log: 'approval',
    position: 56,
    id: '0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c56',
    type: 'approval.decided',
    schemaVersion: 1,
    streams: [],
    at: '2026-01-31T09:04:27.511123Z',
    actor: { kind: 'person', issuer: 'https://id.example.com', id: 'bob' },
    correlationId: request.id,
    causationId: null,
    traceparent: null,
    data: {},
    private: { name: 'Bob Baxter' },
    privateHash: '3f'.repeat(32),
    hash: '9a'.repeat(32),
  };
  const byService = { ...event, actor: { kind: 'service' as const, id: 'approval' }, private: null };
  const erasedEvent = { ...event, private: null, erasedAt };
  const [, ...lines] = eventsText({ items: [event, byService, erasedEvent] }).split('\n');
  const rest = ['approval', '56', '9a'.repeat(32)];
  expect(lines.map((line) => line.split(/ {2,}/).slice(1))).toEqual([
    ['approval.decided', 'Bob Baxter', ...rest],
    ['approval.decided', 'approval', ...rest],
    ['approval.decided', 'bob (erased on 2026-03-01)', ...rest],
  ]);
});
