import { projectionRpc, projectionView } from '@countersign/contracts';
import type { EndpointDefinition } from '../http/endpoint.js';
import { projectionExample } from '../openapi/examples.js';

const tag = 'Operation';

/** What both wishes have in common. */
const wished = {
  method: 'POST',
  tag,
  access: 'person',
  refusals: { 403: ['not-allowed'], 404: ['not-found'] },
} as const;

/** `/v1/projections`: the read models, for operators. */
export const projectionEndpoints = {
  list: {
    name: 'listProjections',
    method: 'GET',
    path: '/v1/projections',
    tag,
    summary: 'How far each read model is in each log (policy-admin, auditor)',
    description:
      'Position, head and lag per log, streams that are set aside, and how far a rebuild is: `rebuiltTo` against `head`.',
    access: 'person',
    answer: {
      status: 200,
      description: 'Every projection.',
      schema: projectionRpc.list.response,
      example: { items: [projectionExample] },
    },
    refusals: { 403: ['not-allowed'] },
  },
  rebuild: {
    ...wished,
    name: 'rebuildProjection',
    path: '/v1/projections/:name/rebuild',
    summary: 'Rebuild a read model from the logs (policy-admin)',
    description:
      'It is begun within about a second, beside the live tables, which serve and follow until both swap places. Asking again while it is under way changes nothing.',
    answer: {
      status: 202,
      description: 'The wish is left.',
      schema: projectionView,
      example: { ...projectionExample, rebuild: 'requested' },
    },
  },
  retry: {
    ...wished,
    name: 'retryProjection',
    path: '/v1/projections/:name/retry',
    summary: 'Try the events again that a read model could not handle (policy-admin)',
    description: 'Each stream that is set aside is tried in order, up to the first event that fails again.',
    answer: {
      status: 202,
      description: 'The wish is left.',
      schema: projectionView,
      example: projectionExample,
    },
  },
} as const satisfies Record<string, EndpointDefinition>;
