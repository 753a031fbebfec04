import { Controller, Inject, Query } from '@nestjs/common';
import type { z } from 'zod';
import { checkpointRpc, checkpointsQuery } from '@countersign/contracts';
import type { CheckpointView } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Endpoint } from '../http/endpoint.js';
import type { EndpointDefinition } from '../http/endpoint.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';

/** An example of the form; its signature is not real. */
const checkpointExample: CheckpointView = {
  id: '0199f3b9-0b1c-7e55-8c0e-2f4a6b8d0e11',
  position: 42,
  at: '2026-01-31T09:03:00.217Z',
  heads: [
    { log: 'policy', position: 2, hash: 'b1946ac92492d2347c6235b4d2611184a1b2c3d4e5f60718293a4b5c6d7e8f90' },
    {
      log: 'request',
      position: 41,
      hash: '591785b794601e212b260e25925636fd0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    },
    { log: 'approval', position: 0, hash: null },
  ],
  jws: 'eyJhbGciOiJFZERTQSIsImtpZCI6ImF1ZGl0LWtQcktfcW14VldhWVZBOXd3QkY2SXVvM3ZWeno3VHhIQ1R3WEJ5Z3JTNGsiLCJ0eXAiOiJjb3VudGVyc2lnbi1jaGVja3BvaW50K2p3dCJ9.eyJpc3MiOiJodHRwczovL2NvdW50ZXJzaWduLmV4YW1wbGUiLCJpYXQiOjE3Njk4NTAxODAsImhlYWRzIjpbeyJsb2ciOiJwb2xpY3kiLCJwb3NpdGlvbiI6MiwiaGFzaCI6ImIxOTQ2YWM5MjQ5MmQyMzQ3YzYyMzViNGQyNjExMTg0YTFiMmMzZDRlNWY2MDcxODI5M2E0YjVjNmQ3ZThmOTAifSx7ImxvZyI6InJlcXVlc3QiLCJwb3NpdGlvbiI6NDEsImhhc2giOiI1OTE3ODViNzk0NjAxZTIxMmIyNjBlMjU5MjU2MzZmZDBmMWUyZDNjNGI1YTY5Nzg4Nzk2YTViNGMzZDJlMWYwIn0seyJsb2ciOiJhcHByb3ZhbCIsInBvc2l0aW9uIjowLCJoYXNoIjpudWxsfV19.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-Pw',
};

/** `/v1/audit/…`: proof that nobody changed the logs. */
export const auditEndpoints = {
  checkpoints: {
    name: 'listCheckpoints',
    method: 'GET',
    path: '/v1/audit/checkpoints',
    tag: 'Audit',
    summary: 'List the signed checkpoints of the logs (auditor)',
    description:
      'Each is a JWS over position and hash of the end of every log, by the audit key in `/.well-known/jwks.json`. ' +
      'Checkpoints kept elsewhere, with that key set, show later whether a log was cut or rewritten: `countersign audit verify`.',
    access: 'person',
    query: checkpointsQuery,
    answer: {
      status: 200,
      description: 'A page of checkpoints, newest first.',
      schema: checkpointRpc.list.response,
      example: { items: [checkpointExample], nextCursor: null },
    },
    refusals: { 403: ['not-allowed'], 422: ['invalid-input'] },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** `/v1/audit/…`: answered by the reporting service. */
@Controller()
export class AuditController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(auditEndpoints.checkpoints)
  checkpoints(
    @Call() call: EdgeCall,
    @Query({ schema: checkpointsQuery }) query: z.input<typeof checkpointsQuery>,
  ) {
    return this.rpc.call(checkpointRpc.list, { query }, call);
  }
}
