export { isMadeMeanwhile, mayConnectLater, postgresFailure } from './postgres-failure.js';
export type { PostgresFailure } from './postgres-failure.js';
