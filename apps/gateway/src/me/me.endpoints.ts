import { reportingRpc } from '@countersign/contracts';
import type { EndpointDefinition } from '../http/endpoint.js';
import { meExample } from '../openapi/examples.js';

/** `/v1/me`: the caller. */
export const meEndpoints = {
  get: {
    name: 'getMe',
    method: 'GET',
    path: '/v1/me',
    tag: 'Me',
    summary: 'Who the caller is, with roles, and how much awaits them',
    access: 'person',
    headers: ['Countersign-Position'],
    answer: { status: 200, description: 'The caller.', schema: reportingRpc.me.response, example: meExample },
    refusals: { 503: ['not-caught-up'] },
  },
} as const satisfies Record<string, EndpointDefinition>;
