import type { CloudEvent } from '@countersign/contracts';

const requestId = '0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c55';

const revoked: CloudEvent = {
  specversion: '1.0',
  id: '0199f3c9-0b51-7e02-8f3d-51c2a7e9b604',
  source: 'countersign/countersign/request',
  type: 'access.revoked',
  subject: `request-${requestId}`,
  time: '2026-01-31T09:41:07.318442Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:countersign:event:access.revoked:1',
  sequence: '4711',
  hash: '72cb3f3f5df71607b9c2b23a3534160de4efb779f17fbab7cb2f028cd8e5f043',
  previoushash: '2f9a6c1d4e8b7a5f3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b',
  private:
    '{"address":"192.0.2.7","email":"erin@example.com","name":"Erin Everett","reason":"The incident is over.",' +
    '"salt":"P0pYkN_l6XIK2-FoaPWy3A","userAgent":"Mozilla/5.0 (X11; Linux x86_64)"}',
  data: {
    actor: { kind: 'person', issuer: 'https://id.example.com', id: 'erin' },
    causationId: null,
    correlationId: requestId,
    data: {
      account: 'db-admin',
      at: '2026-01-31T09:41:07.316Z',
      policy: { id: '0199f3a2-6c1e-7b60-8d42-0d1f5a3b7c90', version: 1 },
      requestId,
      requester: { id: 'alice', issuer: 'https://id.example.com' },
      resource: 'prod-db-eu',
      ticketId: null,
    },
    id: '0199f3c9-0b51-7e02-8f3d-51c2a7e9b604',
    privateHash: 'cdb5d172fed58c86498fa75682ed7c88b358b904fc4fb33f63ca2214bcb82aaf',
    schemaVersion: 1,
    streams: [{ id: `request-${requestId}`, version: 6 }],
    traceparent: null,
    type: 'access.revoked',
  },
};

export const eventsExample = {
  items: [revoked],
  nextCursor:
    'cG9saWN5PTEyOjNmMGEyYjFjNGQ1ZTZmNzAmcmVxdWVzdD00NzExOmJkN2QyYmIwZjNhNGRlMmQmYXBwcm92YWw9MzM6OWE4YjdjNmQ1ZTRmM2EyYg',
};
