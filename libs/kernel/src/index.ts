export { matchingApprover, ownRequestRefusal } from './approvers.js';
export { ATTEMPT_INTERVAL_MS, attemptKey, attemptsFold, attemptsStream, recordAttempt } from './attempts.js';
export { assertUnconfusable, writtenNames } from './names.js';
export type { WrittenName } from './names.js';
export { unsatisfiableStep } from './satisfiability.js';
export { assertFreshMfa, SecondFactorNeeded } from './second-factor.js';
export { maySeeRequest } from './visibility.js';
export { assertOpenTo, rolesOf } from './roles.js';
export type { RoleSettings } from './roles.js';
