export {
  durationMs,
  durationSeconds,
  formatDuration,
  ISO_DURATION,
  readDuration,
  storedDuration,
  UNREADABLE_DURATION,
} from './duration.js';
export { assertInYears, readInstant, UNREADABLE_TIME } from './instant.js';
export { problemIn, Unreadable } from './unreadable.js';
export {
  dayAfter,
  dayNumber,
  daysOf,
  firstInstantOf,
  isDay,
  offsetAt,
  offsetChange,
  startOfDay,
} from './zone.js';
