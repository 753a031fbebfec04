import { isoOf, isoSeconds } from '../../shared/duration-text.js';
import type { Limits } from './draft.js';

const MINUTE = 60;
const HOUR = 3_600;
const USUAL = [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR];

/** Durations to choose from, ISO 8601: usual ones that the policy allows, and the longest it allows. */
export function presets(limits: Limits): string[] {
  const least = isoSeconds(limits?.minAccessDuration ?? '') ?? 0;
  const most = isoSeconds(limits?.maxAccessDuration ?? '');
  const allowed = USUAL.filter((seconds) => seconds >= least && (most === null || seconds <= most));
  return [...new Set(most === null ? allowed : [...allowed, most])].map(isoOf);
}
