import type { Schema } from '@countersign/api-client';

/** What the API answers in component specs; each function takes the members that a spec is about. */

export const alice: Schema<'Me'> = {
  id: 'alice',
  name: 'Alice Archer',
  email: 'alice@example.com',
  groups: [],
  roles: [],
  awaiting: 0,
};
export const bob: Schema<'Person'> = { id: 'bob', name: 'Bob Baker', email: 'bob@example.com' };

const HOUR_MS = 3_600_000;
/** An instant this many hours from now. */
export const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

export const policyRef: Schema<'PolicyRef'> = { id: 'policy-1', version: 2, name: 'databases' };

export const requestSummary = (change: Partial<Schema<'RequestSummary'>> = {}): Schema<'RequestSummary'> => ({
  id: 'request-1',
  status: 'pending',
  accessStatus: null,
  requester: bob,
  resource: 'prod-db-eu',
  account: 'db-admin',
  duration: 'PT1H',
  justification: 'Restore the orders table',
  ticket: null,
  startsAt: null,
  policy: policyRef,
  unmatched: false,
  selfApproved: false,
  currentStep: 0,
  openStep: {
    name: 'Manager Review',
    of: 2,
    requiredApprovals: 1,
    missingApprovals: 1,
    approvers: [{ type: 'group', id: 'managers' }],
  },
  submittedAt: inHours(-1),
  expiresAt: inHours(23),
  decidedAt: null,
  access: null,
  ...change,
});

export const requestList = (
  items: Schema<'RequestSummary'>[],
  change: Partial<Schema<'RequestList'>> = {},
): Schema<'RequestList'> => ({ items, nextCursor: null, counts: {}, countsComplete: true, ...change });

export const request = (change: Partial<Schema<'Request'>> = {}): Schema<'Request'> => ({
  id: 'request-1',
  status: 'pending',
  outcome: null,
  version: 1,
  requester: bob,
  resource: 'prod-db-eu',
  account: 'db-admin',
  duration: 'PT1H',
  justification: 'Restore the orders table',
  ticket: null,
  startsAt: null,
  policy: policyRef,
  unmatched: false,
  currentStep: 0,
  steps: [
    {
      name: 'Manager Review',
      status: 'pending',
      requiredApprovals: 1,
      approvers: [{ type: 'group', id: 'managers' }],
      decisions: [],
    },
  ],
  submittedAt: inHours(-1),
  expiresAt: inHours(23),
  decidedAt: null,
  refusal: null,
  access: null,
  you: { may: [], why: null },
  ...change,
});

export const timeline: Schema<'Timeline'> = {
  items: [
    {
      at: inHours(-1),
      act: 'submitted',
      actor: { ...bob, kind: 'person' },
      comment: null,
      step: null,
      text: 'Bob Baker requested db-admin on prod-db-eu.',
      events: [{ log: 'request', position: 1, type: 'request.submitted', hash: 'ab12' }],
    },
  ],
};

export const policyContent: Schema<'PolicyContent'> = {
  name: 'databases',
  enabled: true,
  priority: 0,
  conditions: [{ resourceNames: ['prod-*'] }],
  maxAccessDuration: 'PT4H',
  minAccessDuration: 'PT1S',
  requestTtl: 'PT24H',
  steps: [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }],
  justification: 'required',
  allowSelfApproval: false,
  distinctApprovers: true,
  mfa: { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' },
  accessStarts: 'approval',
  checkOut: { exclusive: false },
};

export const policy = (change: Partial<Schema<'Policy'>> = {}): Schema<'Policy'> => ({
  ...policyContent,
  id: 'policy-1',
  version: 2,
  createdAt: inHours(-48),
  createdBy: bob,
  updatedAt: inHours(-24),
  updatedBy: bob,
  ...change,
});

/** Two versions of a policy: the second halves the longest access. */
export const policyHistory: Schema<'PolicyHistory'> = {
  items: [
    {
      version: 1,
      at: inHours(-48),
      by: bob,
      change: 'created',
      changed: [],
      content: { ...policyContent, maxAccessDuration: 'PT8H' },
    },
    {
      version: 2,
      at: inHours(-24),
      by: bob,
      change: 'updated',
      changed: ['maxAccessDuration'],
      content: policyContent,
    },
  ],
};

export const reportRow = (
  change: Partial<Schema<'CheckOutReportRow'>> = {},
): Schema<'CheckOutReportRow'> => ({
  id: 'request-1',
  status: 'approved',
  accessStatus: 'ended',
  requester: bob,
  resource: 'prod-db-eu',
  account: 'db-admin',
  justification: 'Restore the orders table',
  ticket: 'INC-42',
  durations: { requested: 'PT1H', authorised: 'PT1H', actual: 'PT30M' },
  submittedAt: inHours(-5),
  expiresAt: null,
  decidedAt: inHours(-4),
  timeToDecision: 'PT1H',
  startsAt: inHours(-4),
  endsAt: inHours(-3),
  checkedOutAt: inHours(-4),
  checkedInAt: inHours(-3),
  overAt: inHours(-3),
  policy: policyRef,
  steps: [],
  mfa: { request: null, checkOut: null },
  selfApproved: false,
  unmatched: false,
  refusal: null,
  revocation: null,
  cancelComment: null,
  ...change,
});
