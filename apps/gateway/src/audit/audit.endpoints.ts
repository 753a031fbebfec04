import { checkpointRpc, checkpointsQuery } from '@countersign/contracts';
import type { EndpointDefinition } from '../http/endpoint.js';
import { checkpointExample } from './audit.example.js';

/** `/v1/audit/…`: for those who prove that nobody changed the logs. */
export const auditEndpoints = {
  checkpoints: {
    name: 'listCheckpoints',
    method: 'GET',
    path: '/v1/audit/checkpoints',
    tag: 'Audit',
    summary: 'List the signed checkpoints of the logs (auditor)',
    description:
      'Each is a JWS over position and hash of the end of every log, by the audit key in `/.well-known/jwks.json`. ' +
      'Kept outside, with that key set, they show later that a log was cut or rewritten: `countersign audit verify`.',
    access: 'person',
    query: checkpointsQuery,
    answer: {
      status: 200,
      description: 'A page of checkpoints, the newest first.',
      schema: checkpointRpc.list.response,
      example: { items: [checkpointExample], nextCursor: null },
    },
    refusals: { 403: ['not-allowed'], 422: ['invalid-input'] },
  },
} as const satisfies Record<string, EndpointDefinition>;
