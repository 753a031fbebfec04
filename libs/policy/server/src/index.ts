export { policyStreamsOf } from '@countersign/policy-domain';
export { PolicyModule } from './policy.module.js';
export { eraseSeenBefore, eraseSeenPerson, seenPerson } from './seen-approvers/seen-person.js';
export { installSeenApprovers } from './seen-approvers/seen-table.js';
