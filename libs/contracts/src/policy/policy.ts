import { z } from 'zod';
import { durationBetween, id, instant, label, text, visibleName } from '../primitives.js';
import { personView } from '../identity.js';

/** An approver that a step can name: a person's id, or everybody in a group. */
export const approver = z.strictObject({ type: z.enum(['user', 'group']), id: label(256) });
export type Approver = z.infer<typeof approver>;

/** One step of the approval sequence. */
export const policyStep = z.strictObject({
  name: label(128).optional(),
  approvers: z.array(approver).min(1).max(100),
  requiredApprovals: z.number().int().min(1).max(100),
});
export type PolicyStep = z.infer<typeof policyStep>;

const patterns = z.array(visibleName(200)).min(1).max(100);

/** Which names a policy governs: resource globs AND account globs, each optional, not both (rules.md#matching). */
export const policyCondition = z
  .strictObject({ resourceNames: patterns.optional(), accountNames: patterns.optional() })
  .refine((c) => c.resourceNames ?? c.accountNames, 'needs resourceNames or accountNames');
export type PolicyCondition = z.infer<typeof policyCondition>;

const accessDuration = durationBetween('PT1S', 'P30D');

/** Where a policy asks for a second factor, and the maximum age of its proof. */
export const mfaRules = z.strictObject({
  onRequest: z.boolean().default(false),
  onApproval: z.boolean().default(false),
  onCheckOut: z.boolean().default(false),
  maxAge: durationBetween('PT1S', 'P1D').default('PT5M'),
});

/**
 * What an administrator writes, with every default filled in. This schema checks shapes and ranges; the policy domain
 * checks what no single field can tell (globs, satisfiable steps, min ≤ max).
 */
export const policyContent = z.strictObject({
  name: visibleName(128),
  description: text(2000).optional(),
  enabled: z.boolean().default(true),
  priority: z.number().int().min(-1_000_000).max(1_000_000).default(0),
  conditions: z.array(policyCondition).min(1).max(50),
  maxAccessDuration: accessDuration,
  minAccessDuration: accessDuration.default('PT1S'),
  requestTtl: durationBetween('PT5M', 'P30D').default('PT24H'),
  steps: z.array(policyStep).min(1).max(10),
  justification: z.enum(['required', 'optional']).default('optional'),
  allowSelfApproval: z.boolean().default(false),
  distinctApprovers: z.boolean().default(true),
  mfa: mfaRules.prefault({}),
  accessStarts: z.enum(['approval', 'check-out']).default('approval'),
  useBy: durationBetween('PT1M', 'P30D').optional(),
  checkOut: z.strictObject({ exclusive: z.boolean().default(false) }).prefault({}),
});
export type PolicyContent = z.infer<typeof policyContent>;
export type PolicyContentInput = z.input<typeof policyContent>;

/** A policy as clients see it. */
export const policyView = z.object({
  id,
  version: z.number().int(),
  ...policyContent.shape,
  createdAt: instant,
  createdBy: personView,
  updatedAt: instant,
  updatedBy: personView,
});
export type PolicyView = z.infer<typeof policyView>;

/** Something doubtful in a policy that was saved all the same (rules.md#approvers-that-exist). */
export const policyWarning = z.object({
  /** Of the field, such as `steps.0.approvers.1.id`. */
  path: z.string(),
  code: z.enum(['approver-never-seen', 'approver-differs-by-case']),
  message: z.string(),
});
export type PolicyWarning = z.infer<typeof policyWarning>;

/** The answer to a save. */
export const savedPolicyView = z.object({ ...policyView.shape, warnings: z.array(policyWarning) });
export type SavedPolicyView = z.infer<typeof savedPolicyView>;

/** A reference to a policy version, as clients see it. */
export const policyRef = z.object({ id, version: z.number().int(), name: z.string() });
export type PolicyRef = z.infer<typeof policyRef>;

/**
 * What happens to a request that no policy governs: it is refused, or granted up to a duration (ISO 8601) and flagged
 * (rules.md#unmatched-requests).
 */
export type Unmatched = { outcome: 'refused' } | { outcome: 'granted'; maxDuration: string };
