import { z } from 'zod';
import {
  explainBody,
  explanation,
  policyContent,
  policyListQuery,
  policyRpc,
  policyView,
  savedPolicyView,
  reportingRpc,
} from '@countersign/contracts';
import type { EndpointDefinition } from '../http/endpoint.js';
import {
  explanationExample,
  policyBodyExample,
  policyExample,
  savedPolicyExample,
} from '../openapi/examples.js';

const tag = 'Policies';

/** Query of `GET /v1/policies/{id}`. */
export const policyVersionQuery = z.strictObject({
  version: z.coerce.number().int().min(1).max(1_000_000_000).optional(),
});

/** `/v1/policies`: what governs which resources and accounts, and who must approve. */
export const policyEndpoints = {
  create: {
    name: 'createPolicy',
    method: 'POST',
    path: '/v1/policies',
    tag,
    summary: 'Create a policy (policy-admin)',
    access: 'person',
    body: policyContent,
    bodyExample: policyBodyExample,
    headers: ['Idempotency-Key'],
    answer: {
      status: 201,
      description: 'The policy as saved, with warnings about approvers that may not exist.',
      schema: savedPolicyView,
      headers: ['Location', 'ETag', 'Countersign-Position'],
      example: savedPolicyExample,
    },
    refusals: {
      403: ['not-allowed'],
      409: ['policy-name-taken'],
      422: ['invalid-input', 'invalid-name', 'confusable-name', 'idempotency-key-reused'],
    },
  },
  list: {
    name: 'listPolicies',
    method: 'GET',
    path: '/v1/policies',
    tag,
    summary: 'List policies (policy-admin, auditor)',
    access: 'person',
    query: policyListQuery,
    headers: ['Countersign-Position'],
    answer: {
      status: 200,
      description: 'A page of policies.',
      schema: policyRpc.list.response,
      example: { items: [policyExample], nextCursor: null },
    },
    refusals: { 403: ['not-allowed'], 422: ['invalid-input'] },
  },
  get: {
    name: 'getPolicy',
    method: 'GET',
    path: '/v1/policies/:id',
    tag,
    summary: 'Read a policy, or one version of it (policy-admin, auditor)',
    access: 'person',
    query: policyVersionQuery,
    headers: ['Countersign-Position'],
    answer: {
      status: 200,
      description: 'The policy.',
      schema: policyView,
      headers: ['ETag'],
      example: policyExample,
    },
    refusals: { 403: ['not-allowed'], 404: ['not-found'], 422: ['invalid-input'] },
  },
  update: {
    name: 'updatePolicy',
    method: 'PUT',
    path: '/v1/policies/:id',
    tag,
    summary: 'Replace the content of a policy by its next version (policy-admin)',
    description: 'Requests already submitted stay under the version that was recorded with them.',
    access: 'person',
    body: policyContent,
    bodyExample: policyBodyExample,
    headers: ['If-Match', 'Idempotency-Key'],
    answer: {
      status: 200,
      description: 'The policy as saved, with warnings about approvers that may not exist.',
      schema: savedPolicyView,
      headers: ['ETag', 'Countersign-Position'],
      example: { ...savedPolicyExample, version: 2 },
    },
    refusals: {
      403: ['not-allowed'],
      404: ['not-found'],
      409: ['policy-name-taken'],
      412: ['version-conflict'],
      422: ['invalid-input', 'invalid-name', 'confusable-name', 'idempotency-key-reused'],
    },
  },
  delete: {
    name: 'deletePolicy',
    method: 'DELETE',
    path: '/v1/policies/:id',
    tag,
    summary: 'Delete a policy (policy-admin)',
    description:
      'Its history stays; requests already submitted stay under the version that was recorded with them.',
    access: 'person',
    headers: ['If-Match', 'Idempotency-Key'],
    answer: { status: 204, description: 'The policy is deleted.', headers: ['Countersign-Position'] },
    refusals: {
      403: ['not-allowed'],
      404: ['not-found'],
      412: ['version-conflict'],
      422: ['idempotency-key-reused'],
    },
  },
  history: {
    name: 'getPolicyHistory',
    method: 'GET',
    path: '/v1/policies/:id/history',
    tag,
    summary: 'List every version of a policy with its author, time and changes (policy-admin, auditor)',
    access: 'person',
    headers: ['Countersign-Position'],
    answer: { status: 200, description: 'The versions, oldest first.', schema: policyRpc.history.response },
    refusals: { 403: ['not-allowed'], 404: ['not-found'] },
  },
  inFlight: {
    name: 'getPolicyInFlight',
    method: 'GET',
    path: '/v1/policies/:id/in-flight',
    tag,
    summary: 'Count the pending requests under each version of a policy (policy-admin, auditor)',
    description:
      'A request stays under the version that was recorded with it. Answered from the read models, in which an unknown policy has no pending requests.',
    access: 'person',
    headers: ['Countersign-Position'],
    answer: {
      status: 200,
      description: 'Versions with pending requests, newest first.',
      schema: reportingRpc.inFlight.response,
      example: {
        items: [
          { version: 3, pending: 12 },
          { version: 2, pending: 1 },
        ],
      },
    },
    refusals: { 403: ['not-allowed'], 404: ['not-found'], 503: ['not-caught-up'] },
  },
  explain: {
    name: 'explainPolicy',
    method: 'POST',
    path: '/v1/policies/explain',
    tag,
    summary: 'Explain which policy would govern a request, and why',
    description:
      'For any signed-in person; only policy-admin and auditor see `candidates`, for others it is null.',
    access: 'person',
    body: explainBody,
    bodyExample: { resource: 'prod-db-eu', account: 'db-admin' },
    answer: {
      status: 200,
      description: 'The policy that would govern a request for these names now.',
      schema: explanation,
      example: explanationExample,
    },
    refusals: { 422: ['invalid-input', 'invalid-name', 'confusable-name'] },
  },
} as const satisfies Record<string, EndpointDefinition>;
