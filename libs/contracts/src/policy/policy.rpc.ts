import { z } from 'zod';
import { id, instant, limit, literalName, page } from '../primitives.js';
import { personRef, personView } from '../identity.js';
import { command, internalOperation, operation } from '../rpc.js';
import { mfaRules, policyContent, policyRef, policyStep, policyView, savedPolicyView } from './policy.js';
import type { PolicyRef } from './policy.js';

/** Query of `GET /v1/policies`. */
export const policyListQuery = z.strictObject({
  enabled: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
  q: z.string().max(200).optional(),
  limit,
  cursor: z.string().max(500).optional(),
});

/** Body of `POST /v1/policies/explain`. */
export const explainBody = z.strictObject({ resource: literalName, account: literalName });

const limits = z.object({
  minAccessDuration: z.string(),
  maxAccessDuration: z.string(),
  requestTtl: z.string(),
  justification: z.enum(['required', 'optional']),
  /** Where it asks for a second factor. */
  mfa: mfaRules.prefault({}),
});

/** Answer of explain. `candidates` only for policy-admin and auditor, else null. */
export const explanation = z.object({
  outcome: z.enum(['approval-required', 'refused', 'granted']),
  policy: policyRef.nullable(),
  steps: z.array(policyStep),
  limits: limits.nullable(),
  candidates: z
    .array(
      z.object({
        policy: policyRef,
        enabled: z.boolean(),
        matched: z.boolean(),
        rank: z.number().int().nullable(),
        because: z.string(),
      }),
    )
    .nullable(),
});
export type Explanation = z.infer<typeof explanation>;

/** One version in `GET /v1/policies/{id}/history`. `content` is null for a deletion. */
export const policyVersionView = z.object({
  version: z.number().int(),
  at: instant,
  by: personView,
  change: z.enum(['created', 'updated', 'deleted']),
  changed: z.array(z.string()),
  content: policyContent.nullable(),
});
export type PolicyVersionView = z.infer<typeof policyVersionView>;

/** The whole policy version that governs a request, as it is recorded with the request. */
export const governingPolicy = z.object({
  id,
  version: z.number().int(),
  /**
   * The people who wrote a version that changed who approves, how many must approve, or whether self-approval is
   * allowed: none of them ever approves their own request under this policy.
   */
  authors: z.array(personRef),
  content: policyContent,
});
export type GoverningPolicy = z.infer<typeof governingPolicy>;

/** The reference to the governing policy, as clients see it. */
export function refOfPolicy({ id, version, content }: GoverningPolicy): PolicyRef {
  return { id, version, name: content.name };
}

/** Most requests in one query to the matcher: as many of the largest policies fit into one message. */
export const MOST_MATCHED = 50;

/** The matcher's answer: for each request the index in `policies` of the policy that governs it, or null. */
const matchResult = z.object({
  governing: z.array(z.number().int().nullable()),
  /** Each policy once, even if it governs several of the requests. */
  policies: z.array(governingPolicy),
});

/** Versions that the writer is prepared to replace; empty if `If-Match` named none that can exist. */
const ifMatch = z.array(z.number().int()).max(20);

export const policyRpc = {
  create: command('policy.create', policyContent, savedPolicyView),
  update: command('policy.update', z.strictObject({ id, ifMatch, content: policyContent }), savedPolicyView),
  delete: command('policy.delete', z.strictObject({ id, ifMatch }), z.null()),
  get: operation(
    'policy.get',
    z.strictObject({ id, version: z.number().int().min(1).optional() }),
    policyView,
  ),
  list: operation('policy.list', policyListQuery, page(policyView)),
  history: operation(
    'policy.history',
    z.strictObject({ id }),
    z.object({ items: z.array(policyVersionView) }),
  ),
  explain: operation('policy.explain', explainBody, explanation),
} as const;

export const policyInternalRpc = {
  /** The request service asks about all requests that were submitted at the same moment. */
  match: internalOperation(
    'policy.match',
    z.strictObject({ requests: z.array(explainBody).min(1).max(MOST_MATCHED) }),
    matchResult,
  ),
} as const;
