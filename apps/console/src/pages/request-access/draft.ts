import dayjs from 'dayjs';
import type { ApiProblem, Schema } from '@countersign/api-client';
import { isoSeconds, isoText } from '../../shared/duration-text.js';

/** What somebody is writing. */
export interface Draft {
  resource: string;
  account: string;
  /** ISO 8601; empty while it cannot be read. */
  duration: string;
  justification: string;
  ticket: string;
  /** As the browser's field has it, in the reader's zone: `2026-01-31T22:00`; empty for "at once". */
  startsAt: string;
}

export type Limits = Schema<'Explanation'>['limits'];
/** What is wrong, field by field. */
export type Problems = Partial<Record<keyof Draft, string>>;

export const emptyDraft: Draft = {
  ...{ resource: '', account: '', duration: 'PT1H', justification: '', ticket: '', startsAt: '' },
};

const MOST_NAME = 256;

/** What keeps a name from being one (rule 5), or null; the API decides. */
export function nameProblem(name: string): string | null {
  const text = name.trim();
  if (text === '') return 'Say which one.';
  if (/[*?[\]{}]/.test(text)) return 'Write one name in full: * ? [ ] { } cannot be in it.';
  return text.length > MOST_NAME ? `Names have ${MOST_NAME} characters at most.` : null;
}

/** Whether a duration is within what the policy allows, or why not; what is not known yet does not stand in the way. */
export function durationProblem(duration: string, limits: Limits): string | null {
  const seconds = isoSeconds(duration);
  if (seconds === null || seconds === 0) return 'Say how long you need it.';
  if (!limits) return null;
  const [least, most] = [isoSeconds(limits.minAccessDuration) ?? 0, isoSeconds(limits.maxAccessDuration)];
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

/** Everything that keeps a draft from being sent. */
export function draftProblems(draft: Draft, limits: Limits, now: Date): Problems {
  const isUnjustified = limits?.justification === 'required' && draft.justification.trim() === '';
  const start = draft.startsAt === '' ? null : dayjs(draft.startsAt);
  return withoutNulls({
    resource: nameProblem(draft.resource),
    account: nameProblem(draft.account),
    duration: durationProblem(draft.duration, limits),
    justification: isUnjustified ? 'This policy asks why.' : null,
    startsAt: start && !start.isAfter(now) ? 'That is in the past; leave it empty to begin at once.' : null,
  });
}

/** What the API found wrong, at the fields it names. */
export function problemsOf({ errors }: Pick<ApiProblem, 'errors'>): Problems {
  return Object.fromEntries(errors.map(({ path, message }) => [path, sentence(message)]));
}

/** The body to send; what was left empty is left out. */
export function bodyOf({
  resource,
  account,
  duration,
  justification,
  ticket,
  startsAt,
}: Draft): Schema<'RequestInput'> {
  return {
    ...{ resource: resource.trim(), account: account.trim(), duration },
    ...(justification.trim() !== '' && { justification: justification.trim() }),
    ...(ticket.trim() !== '' && { ticket: ticket.trim() }),
    ...(startsAt !== '' && { startsAt: dayjs(startsAt).toISOString() }),
  };
}

const sentence = (message: string): string => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;

const withoutNulls = (problems: Record<string, string | null>): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== null));
