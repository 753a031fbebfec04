import type { Schema } from '@countersign/api-client';

/** The content of a policy, with every default filled in. */
export type PolicyContent = Schema<'PolicyContent'>;
export type PolicyCondition = Schema<'PolicyCondition'>;
export type PolicyStep = Schema<'PolicyStep'>;
export type PolicyVersion = Schema<'PolicyVersion'>;
export type Explanation = Schema<'Explanation'>;
export type Approver = PolicyStep['approvers'][number];
