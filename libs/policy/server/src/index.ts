export type { Unmatched } from '@countersign/policy-domain';
export { PolicyModule } from './policy.module.js';
