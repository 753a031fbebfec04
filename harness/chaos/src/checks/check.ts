import type { Observed } from '../observe/observed.js';

/** A violated guarantee, and where. */
export interface Finding {
  /** Name of the check. */
  check: string;
  detail: string;
}

/** The findings of a check, and the number of things it examined: a check that examined nothing proves nothing. */
export interface Checked {
  looked: number;
  findings: Finding[];
}

/** A guarantee, and how to check whether it was kept. Pure. */
export interface Check {
  /** The guarantee as a sentence. */
  says: string;
  check: (observed: Observed) => Checked;
}

/** Enough findings to see what is wrong: a bug that shows a thousand times is still one bug. */
const MOST_DETAILS = 20;

/**
 * A check that examines things of one kind individually.
 * @param name - of the check
 * @param things - the things to examine
 * @param wrong - what is wrong with one of them, as sentences; empty if nothing is
 */
export function each<T>(
  name: string,
  things: readonly T[],
  wrong: (thing: T) => readonly string[] | string | null,
): Checked {
  const details = things.flatMap((thing) => wrong(thing) ?? []);
  const shown = details.slice(0, MOST_DETAILS);
  if (details.length > shown.length) shown.push(`and ${details.length - shown.length} more of the kind`);
  return { looked: things.length, findings: shown.map((detail) => ({ check: name, detail })) };
}

/** Combines several parts of one check. */
export function together(...parts: Checked[]): Checked {
  return {
    looked: parts.reduce((sum, { looked }) => sum + looked, 0),
    findings: parts.flatMap(({ findings }) => findings),
  };
}
