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

/** What decides who sees a request: its requester, and the approvers of each step. */
const requestAudience = z.object({
  requester: personRef,
  steps: z.array(z.object({ approvers: z.array(approver) })),
});
export type RequestAudience = z.infer<typeof requestAudience>;

export const requestRpc = {
  submit: command('request.submit', submitBody, requestView),
  get: operation('request.get', z.strictObject({ id }), requestView),
  /**
   * The request with its approval as the approval service gives it, asked by that service when a command of its own
   * has changed it. Where pending has ended, the request is waited for until it has followed, up to 2 s; `position`
   * then says where its end shows, and is null where nothing has followed.
   */
  withApproval: operation(
    'request.withApproval',
    z.strictObject({ id, approval: approvalState }),
    z.object({ representation: requestView, position: logPosition.nullable() }),
  ),
  /** What happened, act by act, read from the logs. */
  timeline: operation('request.timeline', z.strictObject({ id }), timeline),
  /** The events of the request and its approval as recorded. */
  rawTimeline: operation('request.rawTimeline', z.strictObject({ id }), rawTimeline),
  checkOut: command('request.checkOut', z.strictObject({ id, ...emptyBody.shape }), checkedOutView),
  checkIn: command('request.checkIn', z.strictObject({ id, ...emptyBody.shape }), requestView),
  revoke: command('request.revoke', z.strictObject({ id, ...revokeBody.shape }), requestView),
  /** Whether a check-out still stands; also for brokers. 404 for who may not know of it. */
  ticketStatus: brokerOperation('request.ticketStatus', z.strictObject({ ticketId: id }), ticketStatus),
  /** By whom a request may be seen; null when there is none. It never changes (rules.md#governing-version). */
  audience: gatewayOperation(
    'request.audience',
    z.strictObject({ id }),
    z.object({ audience: requestAudience.nullable() }),
  ),
  /** The public keys by which tickets and checkpoints are verified. */
  jwks: publicOperation('request.jwks', z.strictObject({}), jwks),
} as const;

export const requestInternalRpc = {
  /** The submission as recorded, for the approval that opens on demand; null when there is none. */
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
