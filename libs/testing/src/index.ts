export { testPostgres, TEST_ROLE_PASSWORD } from './test-postgres.js';
export type { TestDatabase } from './test-postgres.js';
export { testNats } from './test-nats.js';
export type { TestNats, TestNatsOptions } from './test-nats.js';
