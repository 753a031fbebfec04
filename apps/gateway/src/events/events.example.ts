import type { CloudEvent } from '@countersign/contracts';

const requestId = '0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c55';
const stream = `request-${requestId}`;

const revoked: CloudEvent = {
  specversion: '1.0',
  id: '0199f3c9-0b51-7e02-8f3d-51c2a7e9b604',
  source: 'countersign/request',
  type: 'access.revoked',
  subject: stream,
  time: '2026-01-31T09:41:07.318442Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:countersign:event:access.revoked:1',
  sequence: '4711',
  hash: 'bd7d2bb0f3a4de2d6b7d1e2b1f0f5f0c7e6c2a0b3f9f1d8e5a4b6c7d8e9f0a1b',
  previoushash: '2f9a6c1d4e8b7a5f3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b',
  data: {
    actor: {
      kind: 'person',
      issuer: 'https://id.example.com',
      id: 'erin',
      name: 'Erin Everett',
      email: 'erin@example.com',
    },
    causationId: null,
    correlationId: '0199f3c9-0b4f-7d11-b0c4-9e1f2a3b4c5d',
    data: {
      at: '2026-01-31T09:41:07.316Z',
      by: {
        email: 'erin@example.com',
        id: 'erin',
        issuer: 'https://id.example.com',
        name: 'Erin Everett',
      },
      reason: 'The incident is over.',
      requestId,
      ticketId: null,
    },
    id: '0199f3c9-0b51-7e02-8f3d-51c2a7e9b604',
    schemaVersion: 1,
    stream,
    traceparent: null,
    type: 'access.revoked',
    version: 6,
  },
};

export const eventsExample = {
  items: [revoked],
  nextCursor:
    'cG9saWN5PTEyOjNmMGEyYjFjNGQ1ZTZmNzAmcmVxdWVzdD00NzExOmJkN2QyYmIwZjNhNGRlMmQmYXBwcm92YWw9MzM6OWE4YjdjNmQ1ZTRmM2EyYg',
};
