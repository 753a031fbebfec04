import { jwks, ticketStatus } from '@countersign/contracts';
import type { EndpointDefinition } from '../http/endpoint.js';
import { jwksExample, ticketStatusExample } from '../openapi/examples.js';

const tag = 'Tickets';

/** What vaults and session brokers need: the keys to verify tickets offline, and whether a check-out still stands. */
export const ticketEndpoints = {
  status: {
    name: 'getTicketStatus',
    method: 'GET',
    path: '/v1/tickets/:jti',
    tag,
    summary: 'Whether the check-out that a ticket proves still stands',
    description:
      'For the requester, auditors, policy admins, and brokers, which may ask for nothing else. Right within a second.',
    access: 'person',
    answer: {
      status: 200,
      description: 'Whether it stands, and if not, why.',
      schema: ticketStatus,
      example: ticketStatusExample,
    },
    refusals: { 404: ['not-found'] },
  },
  keys: {
    name: 'getKeySet',
    method: 'GET',
    path: '/.well-known/jwks.json',
    tag,
    summary: 'The public keys by which tickets are verified (RFC 7517)',
    description: 'May be kept for five minutes: a new key is published ten minutes before it signs.',
    access: 'public',
    answer: { status: 200, description: 'The key set.', schema: jwks, example: jwksExample },
    refusals: { 503: ['unavailable'] },
  },
} as const satisfies Record<string, EndpointDefinition>;
