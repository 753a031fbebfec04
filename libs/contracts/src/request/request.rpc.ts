import { z } from 'zod';
import { id } from '../primitives.js';
import { command, internalOperation, operation } from '../rpc.js';
import { requestView, submitBody } from './request.js';
import { requestEventData } from './request.events.js';

export const requestRpc = {
  submit: command('request.submit', submitBody, requestView),
  /** `followed: true` waits up to 2 s until the request has followed its approval's outcome (rule 15). */
  get: operation('request.get', z.strictObject({ id, followed: z.boolean().default(false) }), requestView),
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
