export { policyStreamsOf } from '@countersign/policy-domain';
export { PolicyModule } from './policy.module.js';
