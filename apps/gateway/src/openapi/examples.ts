import type {
  Explanation,
  Jwks,
  PolicyContentInput,
  PolicyView,
  SavedPolicyView,
  ProjectionView,
  RefusedAttemptView,
  RequestView,
  SubmitBody,
  TicketStatus,
  TimelineItem,
} from '@countersign/contracts';

/** Real answers of the demo installation: a spec holds each against the schema of its endpoint. */
const erin = { id: 'erin', name: 'Erin Everett', email: 'erin@example.com' };
const alice = { id: 'alice', name: 'Alice Archer', email: 'alice@example.com' };
const bob = { id: 'bob', name: 'Bob Baxter', email: 'bob@example.com' };

const policyId = '0199f3a2-6c1e-7b60-8d42-0d1f5a3b7c90';
const requestId = '0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c55';

const steps: PolicyView['steps'] = [
  { name: 'Manager Review', approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 },
  {
    name: 'Security Review',
    approvers: [
      { type: 'group', id: 'security' },
      { type: 'user', id: 'dave' },
    ],
    requiredApprovals: 2,
  },
];

export const policyBodyExample: PolicyContentInput = {
  name: 'production-db-approval',
  conditions: [{ resourceNames: ['prod-*', '!prod-sandbox-*'], accountNames: ['*-admin'] }],
  maxAccessDuration: 'PT4H',
  minAccessDuration: 'PT5M',
  steps,
  justification: 'required',
};

export const policyExample: PolicyView = {
  id: policyId,
  version: 1,
  name: 'production-db-approval',
  enabled: true,
  priority: 0,
  conditions: [{ resourceNames: ['prod-*', '!prod-sandbox-*'], accountNames: ['*-admin'] }],
  maxAccessDuration: 'PT4H',
  minAccessDuration: 'PT5M',
  requestTtl: 'PT24H',
  steps,
  justification: 'required',
  allowSelfApproval: false,
  distinctApprovers: true,
  mfa: { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' },
  accessStarts: 'approval',
  checkOut: { exclusive: false },
  createdAt: '2026-01-30T14:02:11.208Z',
  createdBy: erin,
  updatedAt: '2026-01-30T14:02:11.208Z',
  updatedBy: erin,
};

export const savedPolicyExample: SavedPolicyView = {
  ...policyExample,
  warnings: [
    {
      path: 'steps.1.approvers.1.id',
      code: 'approver-never-seen',
      message: 'No access token has named the user dave so far. Check the spelling.',
    },
  ],
};

export const explanationExample: Explanation = {
  outcome: 'approval-required',
  policy: { id: policyId, version: 1, name: 'production-db-approval' },
  steps,
  limits: {
    minAccessDuration: 'PT5M',
    maxAccessDuration: 'PT4H',
    requestTtl: 'PT24H',
    justification: 'required',
    mfa: { onRequest: false, onApproval: true, onCheckOut: true, maxAge: 'PT5M' },
  },
  candidates: null,
};

export const submitExample: SubmitBody = {
  resource: 'prod-db-eu',
  account: 'db-admin',
  duration: 'PT1H',
  justification: 'Restore the orders table from the backup of last night',
  ticket: 'INC-42',
};

export const requestExample: RequestView = {
  id: requestId,
  status: 'pending',
  outcome: null,
  unmatched: false,
  version: 4,
  requester: alice,
  resource: 'prod-db-eu',
  account: 'db-admin',
  duration: 'PT1H',
  justification: 'Restore the orders table from the backup of last night',
  ticket: 'INC-42',
  startsAt: null,
  policy: { id: policyId, version: 1, name: 'production-db-approval' },
  currentStep: 1,
  steps: [
    {
      name: 'Manager Review',
      status: 'approved',
      requiredApprovals: 1,
      approvers: [{ type: 'group', id: 'managers' }],
      decisions: [
        {
          by: bob,
          decision: 'approve',
          comment: 'Fine, within the incident.',
          maxDuration: null,
          at: '2026-01-31T09:04:27.511Z',
          mfa: true,
          selfApproval: false,
        },
      ],
    },
    {
      name: 'Security Review',
      status: 'pending',
      requiredApprovals: 2,
      approvers: [
        { type: 'group', id: 'security' },
        { type: 'user', id: 'dave' },
      ],
      decisions: [],
    },
  ],
  submittedAt: '2026-01-31T09:00:00.042Z',
  expiresAt: '2026-02-01T09:00:00.042Z',
  decidedAt: null,
  refusal: null,
  access: null,
  you: {
    may: [],
    why: {
      code: 'approved-earlier-step',
      detail: 'You approved an earlier step; this policy asks for different people.',
    },
  },
};

const hashes = ['3f', '9a'].map((byte) => byte.repeat(32)) as [string, string];
const timelineItems: TimelineItem[] = [
  {
    at: '2026-01-31T09:00:00.042Z',
    act: 'submitted',
    actor: { kind: 'person', ...alice },
    comment: 'Restore the orders table from the backup of last night',
    step: null,
    text: 'Alice Archer asked for the account db-admin on prod-db-eu.',
    events: [{ log: 'request', position: 118, type: 'request.submitted', hash: hashes[0] }],
  },
  {
    at: '2026-01-31T09:04:27.511Z',
    act: 'approved',
    actor: { kind: 'person', ...bob },
    comment: 'Fine, within the incident.',
    step: 0,
    text: 'Bob Baxter approved step 1 (Manager Review).',
    events: [{ log: 'approval', position: 56, type: 'approval.decided', hash: hashes[1] }],
  },
];

export const timelineExample = { items: timelineItems };

export const meExample = { ...bob, groups: ['managers'], roles: [], awaiting: 2 };

const attempt: RefusedAttemptView = {
  id: '0199f3b8-22c4-7d1e-9a6b-4be1d07c9f12',
  log: 'approval',
  position: 57,
  at: '2026-01-31T09:03:11.840Z',
  actor: alice,
  operation: 'approval.approve',
  requestId,
  resource: null,
  account: null,
  code: 'self-approval',
  detail:
    'You made this request, and its policy does not let people decide on their own requests. You may cancel it.',
  count: 4,
};

export const attemptsExample = { items: [attempt], nextCursor: null };

export const projectionExample = {
  name: 'request-list',
  rebuild: null,
  logs: [
    { log: 'approval', position: 57, head: 57, lag: 0 },
    { log: 'request', position: 120, head: 121, lag: 1 },
  ].map((log) => ({ ...log, parkedStreams: 0, rebuiltTo: null, movedAt: '2026-01-31T09:03:11.840Z' })),
} as ProjectionView;
export const ticketStatusExample: TicketStatus = {
  active: false,
  reason: 'checked-in',
  endsAt: '2026-01-31T10:04:31.902Z',
};

/** The key of RFC 8037, appendix A. */
export const jwksExample: Jwks = {
  keys: [
    {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      kid: 'ticket-kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
      alg: 'EdDSA',
      use: 'sig',
    },
  ],
};
