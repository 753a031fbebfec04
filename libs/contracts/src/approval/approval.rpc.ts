import { z } from 'zod';
import { id } from '../primitives.js';
import { operation, written } from '../rpc.js';
import { approveBody, commentBody, requestView } from '../request/request.js';

/**
 * Commands answer with the whole request: from the approval's own record while it is pending, from the request
 * service once it has followed the outcome.
 */
export const approvalRpc = {
  approve: operation('approval.approve', z.strictObject({ id, ...approveBody.shape }), written(requestView)),
  reject: operation('approval.reject', z.strictObject({ id, ...commentBody.shape }), written(requestView)),
  cancel: operation('approval.cancel', z.strictObject({ id, ...commentBody.shape }), written(requestView)),
  /** The request as its approval knows it, with what the caller may do: asked by the request service while pending. */
  get: operation('approval.get', z.strictObject({ id }), requestView),
} as const;
