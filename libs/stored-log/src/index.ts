export { compareEvent } from './compare-event.js';
export type { Compared } from './compare-event.js';
export { ContinuousCheck } from './continuous-check.js';
export type { ContinuousCheckOptions, Pass } from './continuous-check.js';
export type { Finding, Verification } from './finding.js';
export type {
  CommandSpan,
  EventColumns,
  HashedEvent,
  LogEnd,
  LogState,
  ReadableLog,
  StoredEventRow,
  StoredPage,
} from './stored-rows.js';
export { verifyLog } from './verify-log.js';
export type { Verified, VerifyOptions } from './verify-log.js';
export { LogPutBack } from './walk.js';
export { DatabaseUnreadable, openStoredLogs } from './postgres/open-logs.js';
export type { OpenLogs } from './postgres/open-logs.js';
export { comparedView, HeadMissing, micros, readableLog, stateOf } from './postgres/read-log.js';
export type { RunQuery } from './postgres/read-log.js';
