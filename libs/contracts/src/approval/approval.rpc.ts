import { z } from 'zod';
import { id } from '../primitives.js';
import { command, internalOperation, operation } from '../rpc.js';
import {
  approvalState,
  approveBody,
  commentBody,
  recordedEventView,
  requestView,
} from '../request/request.js';

/** Commands answer with the whole request, which the request service puts together. */
export const approvalRpc = {
  approve: command('approval.approve', z.strictObject({ id, ...approveBody.shape }), requestView),
  reject: command('approval.reject', z.strictObject({ id, ...commentBody.shape }), requestView),
  cancel: command('approval.cancel', z.strictObject({ id, ...commentBody.shape }), requestView),
  /**
   * The state of an approval, with what the caller may do; the request service asks for it for every view of a request.
   */
  get: operation('approval.get', z.strictObject({ id }), approvalState),
} as const;

export const approvalInternalRpc = {
  /**
   * Every event of a request's approval, for its timeline; none before it has opened. The request service asks for it.
   */
  events: internalOperation(
    'approval.events',
    z.strictObject({ id }),
    z.object({ events: z.array(recordedEventView) }),
  ),
} as const;
