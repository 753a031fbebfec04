import type { Schema } from '@countersign/api-client';
import { formatDuration } from '@countersign/calendar';
import { isoSeconds, isoText } from '../../../shared/duration-text.js';

/** What the governing policy allows and requires; null until it is known, and where no policy governs. */
export type Limits = Schema<'Explanation'>['limits'];

const MINUTE = 60;
const HOUR = 3_600;
const USUAL = [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR];

/** Durations to choose from, ISO 8601: the usual ones that the policy allows, and the longest it allows. */
export function presets(limits: Limits): string[] {
  const least = isoSeconds(limits?.minAccessDuration ?? '') ?? 0;
  const most = isoSeconds(limits?.maxAccessDuration ?? '');
  const allowed = USUAL.filter((seconds) => seconds >= least && (most === null || seconds <= most));
  return [...new Set(most === null ? allowed : [...allowed, most])].map(formatDuration);
}

/** Why a duration is not within what the policy allows; null when it is, and while the limits are not known. */
export function durationProblem(duration: string, limits: Limits): string | null {
  const seconds = isoSeconds(duration);
  if (seconds === null || seconds === 0) return 'Say how long you need the access.';
  if (!limits) return null;
  const least = isoSeconds(limits.minAccessDuration) ?? 0;
  const most = isoSeconds(limits.maxAccessDuration);
  const isWithin = seconds >= least && (most === null || seconds <= most);
  return isWithin ? null : `This policy allows ${rangeText(limits)}.`;
}

/** "up to 4 h", "5 min to 4 h". */
export function rangeText({ minAccessDuration, maxAccessDuration }: NonNullable<Limits>): string {
  const isFree = (isoSeconds(minAccessDuration) ?? 0) <= 1;
  return isFree
    ? `up to ${isoText(maxAccessDuration)}`
    : `${isoText(minAccessDuration)} to ${isoText(maxAccessDuration)}`;
}

/** What a policy requires, in plain words. @param isDecided - whether people decide, so that the request can expire */
export function requirements(limits: NonNullable<Limits>, isDecided: boolean): string[] {
  const { requestTtl, justification, mfa } = limits;
  const fresh = `used within the last ${isoText(mfa.maxAge)}`;
  const yours = [
    ...(mfa.onRequest ? ['to request the access'] : []),
    ...(mfa.onCheckOut ? ['to check out'] : []),
  ];
  return [
    `Access for ${rangeText(limits)}.`,
    ...(justification === 'required' ? ['You must say why.'] : []),
    ...(yours.length ? [`You need a second factor ${yours.join(' and ')}, ${fresh}.`] : []),
    ...(mfa.onApproval ? [`Approvers need a second factor, ${fresh}.`] : []),
    ...(isDecided ? [`The request expires if nobody decides within ${isoText(requestTtl)}.`] : []),
  ];
}
