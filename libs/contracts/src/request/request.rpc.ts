import { z } from 'zod';
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
import { checkedOutView, emptyBody, requestView, revokeBody, submitBody, ticketStatus } from './request.js';
import { jwks } from './ticket.js';
import { requestEventData } from './request.events.js';
import { requestAudience } from './visibility.js';

export const requestRpc = {
  submit: command('request.submit', submitBody, requestView),
  get: operation('request.get', z.strictObject({ id }), requestView),
  /**
   * The request whose approval has ended, waited for up to 2 s (rule 15), and a position by which its end shows;
   * null when it has not followed in time.
   */
  followed: operation(
    'request.followed',
    z.strictObject({ id }),
    z.object({ representation: requestView, position: logPosition.nullable() }),
  ),
  checkOut: command('request.checkOut', z.strictObject({ id, ...emptyBody.shape }), checkedOutView),
  checkIn: command('request.checkIn', z.strictObject({ id, ...emptyBody.shape }), requestView),
  revoke: command('request.revoke', z.strictObject({ id, ...revokeBody.shape }), requestView),
  /** Whether a check-out still stands; also for brokers. 404 for who may not know of it. */
  ticketStatus: brokerOperation('request.ticketStatus', z.strictObject({ ticketId: id }), ticketStatus),
  /** By whom a request may be seen; null when there is none. It never changes (rule 1). */
  audience: gatewayOperation(
    'request.audience',
    z.strictObject({ id }),
    z.object({ audience: requestAudience.nullable() }),
  ),
  /** The public keys by which tickets and checkpoints are verified. */
  jwks: publicOperation('request.jwks', z.strictObject({}), jwks),
} as const;

export const requestInternalRpc = {
  /** The submission as recorded, for the approval that opens on demand (rule 14); null when there is none. */
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
