import { z } from 'zod';
import { personRef } from '../identity.js';
import { approver } from '../policy/policy.js';
import { id } from '../primitives.js';
import {
  brokerOperation,
  command,
  gatewayOperation,
  internalOperation,
  logPosition,
  operation,
  publicOperation,
} from '../rpc.js';
import {
  approvalState,
  checkedOutView,
  emptyBody,
  rawTimeline,
  requestView,
  revokeBody,
  submitBody,
  ticketStatus,
  timeline,
} from './request.js';
import { jwks } from './ticket.js';
import { requestEventData } from './request.events.js';

/** The data that determine who sees a request: its requester, and the approvers of each step. */
const requestAudience = z.object({
  requester: personRef,
  steps: z.array(z.object({ approvers: z.array(approver) })),
});
export type RequestAudience = z.infer<typeof requestAudience>;

export const requestRpc = {
  submit: command('request.submit', submitBody, requestView),
  get: operation('request.get', z.strictObject({ id }), requestView),
  /**
   * The request with its approval as the approval service passes it, for that service's answers to its own commands. If
   * the approval has ended, the call waits up to 2 s until the request has followed; `position` then says where its end is
   * recorded, and is null if the request has not followed.
   */
  withApproval: operation(
    'request.withApproval',
    z.strictObject({ id, approval: approvalState }),
    z.object({ representation: requestView, position: logPosition.nullable() }),
  ),
  /** The timeline, act by act, read from the logs. */
  timeline: operation('request.timeline', z.strictObject({ id }), timeline),
  /** The events of the request and its approval as recorded. */
  rawTimeline: operation('request.rawTimeline', z.strictObject({ id }), rawTimeline),
  checkOut: command('request.checkOut', z.strictObject({ id, ...emptyBody.shape }), checkedOutView),
  checkIn: command('request.checkIn', z.strictObject({ id, ...emptyBody.shape }), requestView),
  revoke: command('request.revoke', z.strictObject({ id, ...revokeBody.shape }), requestView),
  /** Whether a check-out is still valid; also for brokers. 404 for callers who may not know of it. */
  ticketStatus: brokerOperation('request.ticketStatus', z.strictObject({ ticketId: id }), ticketStatus),
  /** Who may see a request; null if there is no such request. It never changes (rules.md#governing-version). */
  audience: gatewayOperation(
    'request.audience',
    z.strictObject({ id }),
    z.object({ audience: requestAudience.nullable() }),
  ),
  /** The public keys that verify tickets and checkpoints. */
  jwks: publicOperation('request.jwks', z.strictObject({}), jwks),
} as const;

export const requestInternalRpc = {
  /** The submission as recorded, for an approval that opens on demand; null if there is none. */
  submission: internalOperation(
    'request.submission',
    z.strictObject({ id }),
    z.object({
      event: z
        .object({ id: z.string(), correlationId: z.string(), data: requestEventData['request.submitted'] })
        .nullable(),
    }),
  ),
} as const;
