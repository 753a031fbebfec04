import { z } from 'zod';
import { id } from '../primitives.js';
import { command, internalOperation, logPosition, operation } from '../rpc.js';
import { requestView, submitBody } from './request.js';
import { requestEventData } from './request.events.js';

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
