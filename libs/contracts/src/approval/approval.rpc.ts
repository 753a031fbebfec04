import { z } from 'zod';
import { id } from '../primitives.js';
import { command, operation } from '../rpc.js';
import { approveBody, commentBody, requestView } from '../request/request.js';

/**
 * Commands answer with the whole request: from the approval's own record while it is pending, from the request
 * service once it has followed the outcome.
 */
export const approvalRpc = {
  approve: command('approval.approve', z.strictObject({ id, ...approveBody.shape }), requestView),
  reject: command('approval.reject', z.strictObject({ id, ...commentBody.shape }), requestView),
  cancel: command('approval.cancel', z.strictObject({ id, ...commentBody.shape }), requestView),
  /** The request as its approval knows it, with what the caller may do: asked by the request service while pending. */
  get: operation('approval.get', z.strictObject({ id }), requestView),
} as const;
