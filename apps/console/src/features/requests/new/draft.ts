import { problemIn, readInstant } from '@countersign/calendar';
import { characterFault } from '@countersign/names';
import type { ApiProblem, Schema } from '@countersign/api-client';
import { readersZone } from '../../../shared/period.js';
import { sentenceOf } from '../../../shared/sentence-text.js';
import { durationProblem } from './limits.js';
import type { Limits } from './limits.js';

/** A request while it is being written. */
export interface Draft {
  resource: string;
  account: string;
  /** ISO 8601; empty while it cannot be read. */
  duration: string;
  justification: string;
  ticket: string;
  /** As it was written, such as `2026-01-31 22:00` in the reader's zone; empty for "at once". */
  startsAt: string;
}

/** What is wrong, field by field. */
export type Problems = Partial<Record<keyof Draft, string>>;

export const emptyDraft: Draft = {
  resource: '',
  account: '',
  duration: 'PT1H',
  justification: '',
  ticket: '',
  startsAt: '',
};

const MAX_NAME_LENGTH = 256;

/** Why a text cannot be a name, or null (`rules.md#names`). Says only what is cheap to see; the API decides. */
export function nameProblem(name: string): string | null {
  const text = name.trim();
  if (text === '') return 'Enter a name.';
  if (/[*?[\]{}]/.test(text)) return 'Write one name in full: * ? [ ] { } cannot be part of a name.';
  const fault = characterFault(text.normalize('NFC'));
  if (fault) return `A name ${fault.message}.`;
  return text.length > MAX_NAME_LENGTH ? `A name has at most ${MAX_NAME_LENGTH} characters.` : null;
}

/** Everything that keeps a draft from being sent. */
export function draftProblems(draft: Draft, limits: Limits, now: Date): Problems {
  const isUnjustified = limits?.justification === 'required' && draft.justification.trim() === '';
  return withoutNulls({
    resource: nameProblem(draft.resource),
    account: nameProblem(draft.account),
    duration: durationProblem(draft.duration, limits),
    justification: isUnjustified ? 'This policy requires a justification.' : null,
    startsAt: startProblem(draft.startsAt, now),
  });
}

/** Why a text cannot be a start, or null; an empty text means at once. */
function startProblem(written: string, now: Date): string | null {
  if (written.trim() === '') return null;
  const problem = problemIn(() => startOf(written));
  if (problem !== null) return sentenceOf(problem);
  const isPast = Date.parse(startOf(written)) <= now.getTime();
  return isPast ? 'This is in the past; leave it empty to start at once.' : null;
}

/** The instant of a start, by the clocks of the reader. @throws Unreadable */
export const startOf = (written: string): string => readInstant(written, readersZone());

/** What the API found wrong, at the fields it names. */
export function problemsOf({ errors }: Pick<ApiProblem, 'errors'>): Problems {
  return Object.fromEntries(errors.map(({ path, message }) => [path, sentenceOf(message)]));
}

/** The body to send; empty fields are left out. */
export function bodyOf(draft: Draft): Schema<'RequestInput'> {
  const justification = draft.justification.trim();
  const ticket = draft.ticket.trim();
  return {
    resource: draft.resource.trim(),
    account: draft.account.trim(),
    duration: draft.duration,
    ...(justification !== '' && { justification }),
    ...(ticket !== '' && { ticket }),
    ...(draft.startsAt.trim() !== '' && { startsAt: startOf(draft.startsAt) }),
  };
}

const withoutNulls = (problems: Record<string, string | null>): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== null));
