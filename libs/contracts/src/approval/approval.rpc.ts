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
   * How the approval stands, with what the caller may do: asked by the request service, for every view of a request.
   */
  get: operation('approval.get', z.strictObject({ id }), approvalState),
} as const;

export const approvalInternalRpc = {
  /**
   * Every event of a request's approval, for its timeline; none where it has not opened. Asked by the request service.
   */
  events: internalOperation(
    'approval.events',
    z.strictObject({ id }),
    z.object({ events: z.array(recordedEventView) }),
  ),
} as const;
