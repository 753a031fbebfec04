import { refusedAttemptsQuery, reportingRpc } from '@countersign/contracts';
import type { EndpointDefinition } from '../http/endpoint.js';
import { attemptsExample } from '../openapi/examples.js';

/** `/v1/refused-attempts`: for those who oversee. */
export const attemptEndpoints = {
  list: {
    name: 'listRefusedAttempts',
    method: 'GET',
    path: '/v1/refused-attempts',
    tag: 'Audit',
    summary: 'List what people tried and were refused by a rule: who, what, why, how often',
    description:
      'For policy admins and auditors. One record per person, target and code a minute; `count` says how many ' +
      'attempts it stands for. The first shows at once, further ones when the minute is over.',
    access: 'person',
    query: refusedAttemptsQuery,
    headers: ['Countersign-Position'],
    answer: {
      status: 200,
      description: 'A page of records, the newest first.',
      schema: reportingRpc.attempts.response,
      example: attemptsExample,
    },
    refusals: { 403: ['not-allowed'], 422: ['invalid-input'], 503: ['not-caught-up'] },
  },
} as const satisfies Record<string, EndpointDefinition>;
