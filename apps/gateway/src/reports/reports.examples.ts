import type { CheckOutReportRow, Summary } from '@countersign/contracts';
import { requestExample } from '../openapi/examples.js';

/** Real answers of the demo installation: a spec holds each against the schema of its endpoint. */
const { id, requester, resource, account, justification, ticket, steps } = requestExample;
const policy = { id: '0199f3a2-6c1e-7b60-8d42-0d1f5a3b7c90', version: 1, name: 'production-db-approval' };
const bob = { id: 'bob', name: 'Bob Baxter', email: 'bob@example.com' };
const proof = { methods: ['pwd', 'otp'], at: '2026-01-31T09:03:58.000Z' };
const [review] = steps;

export const checkOutRowExample: CheckOutReportRow = {
  ...{
    id,
    status: 'approved',
    accessStatus: 'checked-in',
    requester,
    resource,
    account,
    justification,
    ticket,
  },
  durations: { requested: 'PT1H', authorised: 'PT30M', actual: 'PT12M8S' },
  submittedAt: '2026-01-31T09:00:00.042Z',
  expiresAt: '2026-02-01T09:00:00.042Z',
  decidedAt: '2026-01-31T09:04:27.560Z',
  timeToDecision: 'PT4M27S',
  startsAt: '2026-01-31T09:04:27.560Z',
  endsAt: '2026-01-31T09:34:27.560Z',
  checkedOutAt: '2026-01-31T09:05:02.317Z',
  checkedInAt: '2026-01-31T09:17:10.904Z',
  overAt: '2026-01-31T09:17:10.904Z',
  policy,
  steps: [
    {
      ...{ name: 'Manager Review', status: 'approved', requiredApprovals: 1 },
      approvers: review?.approvers ?? [],
      decisions: [
        {
          ...{ by: bob, decision: 'approve', comment: 'Fine, within the incident.', maxDuration: 'PT30M' },
          ...{ at: '2026-01-31T09:04:27.511Z', mfa: proof, selfApproval: false },
        },
      ],
      openedAt: '2026-01-31T09:00:00.042Z',
      completedAt: '2026-01-31T09:04:27.511Z',
    },
  ],
  mfa: { request: null, checkOut: proof },
  selfApproved: false,
  unmatched: false,
  refusal: null,
  revocation: null,
  cancelComment: null,
};

export const checkOutsExample = { items: [checkOutRowExample], nextCursor: null };

const counts = { pending: 1, approved: 12, rejected: 2, cancelled: 1, expired: 1, refused: 3 };

export const summaryExample: Summary = {
  from: '2026-01-31T00:00:00.000Z',
  to: '2026-02-01T00:00:00.000Z',
  bucket: 'day',
  timeZone: 'UTC',
  counts,
  buckets: [{ start: '2026-01-31T00:00:00.000Z', counts }],
  timeToDecision: { decided: 14, p50: 'PT4M27S', p95: 'PT2H10M' },
  policies: [
    { policy, requests: 17, decided: 14, expired: 1, selfApproved: 0, p50: 'PT4M27S', p95: 'PT2H10M' },
  ],
  steps: [
    { policyId: policy.id, step: 0, name: 'Manager Review', completed: 14, p50: 'PT4M27S', p95: 'PT2H10M' },
  ],
  approvers: [
    {
      approver: bob,
      decided: 14,
      approved: 12,
      approveRate: 0.857,
      medianTime: 'PT4M27S',
      underTenSeconds: 1,
    },
  ],
  topResources: [{ resource, requests: 17 }],
  topRequesters: [{ requester, requests: 9 }],
  expiries: { requests: 1, accessesNotUsed: 2 },
  refusals: {
    requests: [{ code: 'no-policy-applies', count: 3 }],
    attempts: [{ code: 'self-approval', count: 5 }],
  },
  selfApprovals: 0,
  unmatchedGrants: 0,
};
