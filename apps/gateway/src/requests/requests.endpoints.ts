import { z } from 'zod';
import {
  rawTimeline,
  timeline,
  approveBody,
  checkedOutView,
  commentBody,
  emptyBody,
  requestList,
  requestListQuery,
  requestView,
  revokeBody,
  submitBody,
  timelineQuery,
} from '@countersign/contracts';
import type { EndpointDefinition } from '../http/endpoint.js';
import { requestExample, submitExample, timelineExample } from '../openapi/examples.js';

/** Answer of `GET /v1/requests/{id}/timeline`: acts, or with `raw=true` events. */
export const timelineAnswer = z.union([timeline, rawTimeline]);

const tag = 'Requests';
const decisionRefusals = {
  403: ['not-an-approver', 'self-approval', 'wrote-this-policy', 'already-decided', 'approved-earlier-step'],
  404: ['not-found'],
  409: ['not-pending'],
  422: ['invalid-input', 'idempotency-key-reused'],
} as const;

const operationIds = {
  approve: 'approveRequest',
  reject: 'rejectRequest',
  cancel: 'cancelRequest',
  'check-in': 'checkInRequest',
  revoke: 'revokeRequest',
} as const;

const command = (verb: 'approve' | 'reject' | 'cancel' | 'check-in' | 'revoke', summary: string) =>
  ({
    name: operationIds[verb],
    method: 'POST',
    path: `/v1/requests/:id/${verb}`,
    tag,
    summary,
    access: 'person',
    headers: ['Idempotency-Key'],
    answer: {
      status: 200,
      description:
        'The request as it is now; still `pending`, with an `outcome`, when it has not followed yet.',
      schema: requestView,
      headers: ['Countersign-Position'],
      example: requestExample,
    },
  }) as const satisfies EndpointDefinition;

/** `/v1/requests`: requesting access, and countersigning. */
export const requestEndpoints = {
  submit: {
    name: 'submitRequest',
    method: 'POST',
    path: '/v1/requests',
    tag,
    summary: 'Request access to an account on a resource',
    access: 'person',
    body: submitBody,
    bodyExample: submitExample,
    headers: ['Idempotency-Key'],
    answer: {
      status: 201,
      description: 'The request, pending.',
      schema: requestView,
      headers: ['Location', 'Countersign-Position'],
      example: requestExample,
    },
    refusals: {
      403: ['no-policy-applies'],
      409: ['duplicate-request', 'too-many-open-requests'],
      422: [
        'invalid-input',
        'invalid-name',
        'confusable-name',
        'duration-out-of-range',
        'starts-at-out-of-range',
        'justification-required',
        'cannot-be-approved',
        'idempotency-key-reused',
      ],
    },
  },
  list: {
    name: 'listRequests',
    method: 'GET',
    path: '/v1/requests',
    tag,
    summary: 'List the requests the caller may see',
    description: [
      '`awaiting=me` is the inbox of an approver, `requester=me` the caller’s own requests.',
      '`q` finds requests that contain each of its words, in names, e-mail, justification, ticket, resource or account. A search may take 2 s, and a person may run two at once.',
      '`counts` apply the same filters except `status`. Ordered by `decidedAt`, undecided requests always come first.',
    ].join(' '),
    access: 'person',
    query: requestListQuery,
    headers: ['Countersign-Position'],
    answer: {
      status: 200,
      description: 'A page of requests, and counts per status.',
      schema: requestList,
    },
    refusals: {
      422: ['invalid-input'],
      503: ['not-caught-up', 'search-too-expensive', 'too-many-searches'],
    },
  },
  get: {
    name: 'getRequest',
    method: 'GET',
    path: '/v1/requests/:id',
    tag,
    summary: 'Read a request, always current',
    access: 'person',
    headers: ['Countersign-Position'],
    answer: { status: 200, description: 'The request.', schema: requestView, example: requestExample },
    refusals: { 404: ['not-found'] },
  },
  timeline: {
    name: 'getRequestTimeline',
    method: 'GET',
    path: '/v1/requests/:id/timeline',
    tag,
    summary: 'Read what happened to a request, its approval and its access, in order',
    description:
      'For everyone who may see the request; read from the logs and always current. An item is an act (a person’s, or a ' +
      'deadline) with every event that it caused. With `raw=true` the items are the events as recorded: only auditors see ' +
      '`address` and `userAgent` in `private`; only policy admins and auditors see conditions, description and priority of ' +
      'the policy in `data`; `hash` is the hash of the event as recorded.',
    access: 'person',
    query: timelineQuery,
    answer: {
      status: 200,
      description: 'The acts, or with `raw=true` the events, oldest first.',
      schema: timelineAnswer,
      example: timelineExample,
    },
    refusals: { 404: ['not-found'], 422: ['invalid-input'] },
  },
  approve: {
    ...command('approve', 'Approve the open step'),
    body: approveBody,
    bodyExample: { comment: 'Fine, within the incident.', maxDuration: 'PT30M' },
    refusals: {
      ...decisionRefusals,
      409: ['not-pending', 'window-over'],
      422: ['invalid-input', 'duration-out-of-range', 'idempotency-key-reused'],
    },
  },
  reject: {
    ...command('reject', 'Reject the request; the first rejection ends it'),
    body: commentBody,
    bodyExample: { comment: 'Use the read replica instead.' },
    refusals: decisionRefusals,
  },
  cancel: {
    ...command('cancel', 'Cancel the caller’s own pending request'),
    body: commentBody,
    bodyExample: { comment: 'No longer needed.' },
    refusals: { ...decisionRefusals, 403: ['not-the-requester'] },
  },
  checkOut: {
    name: 'checkOutRequest',
    method: 'POST',
    path: '/v1/requests/:id/check-out',
    tag,
    summary: 'Check out the access, and get a ticket for it',
    description:
      'Repeated while the access is checked out, it checks window, revocation and second factor again, and returns ' +
      'another ticket with the same `jti`.',
    access: 'person',
    body: emptyBody,
    bodyExample: {},
    headers: ['Idempotency-Key'],
    answer: {
      status: 200,
      description: 'The request, and a ticket: a JWT that a vault or a session broker verifies offline.',
      schema: checkedOutView,
      headers: ['Countersign-Position'],
    },
    refusals: {
      403: ['not-the-requester'],
      404: ['not-found'],
      409: ['access-not-open-yet', 'access-over', 'account-in-use', 'no-access'],
      422: ['invalid-input', 'idempotency-key-reused'],
    },
  },
  checkIn: {
    ...command('check-in', 'Give the access back before its end'),
    body: emptyBody,
    bodyExample: {},
    refusals: {
      403: ['not-the-requester'],
      404: ['not-found'],
      409: ['not-checked-out', 'access-not-open-yet', 'access-over', 'no-access'],
      422: ['invalid-input', 'idempotency-key-reused'],
    },
  },
  revoke: {
    ...command('revoke', 'End the access for good (its requester, or a policy admin)'),
    body: revokeBody,
    bodyExample: { reason: 'The incident is over.' },
    refusals: {
      403: ['not-the-requester'],
      404: ['not-found'],
      409: ['access-not-open-yet', 'access-over', 'no-access'],
      422: ['invalid-input', 'idempotency-key-reused'],
    },
  },
} as const satisfies Record<string, EndpointDefinition>;
