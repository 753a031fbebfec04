import type { Observed } from '../observe/observed.js';

/** What does not hold, and where. */
export interface Finding {
  /** Name of the check. */
  check: string;
  detail: string;
}

/** What a check found, and at how many things it looked: one that looked at nothing has shown nothing. */
export interface Checked {
  looked: number;
  findings: Finding[];
}

/** A guarantee, and how to tell whether it was kept. Pure. */
export interface Check {
  /** The guarantee in a sentence. */
  says: string;
  check: (observed: Observed) => Checked;
}

/** Enough to see what is wrong; a defect that shows a thousand times is one defect. */
const MOST_DETAILS = 20;

/**
 * A check of things of one kind, one by one.
 * @param name - of the check
 * @param things - what it looks at
 * @param wrong - what does not hold of one of them, in a sentence each; none when all does
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

/** Several parts of one check together. */
export function together(...parts: Checked[]): Checked {
  return {
    looked: parts.reduce((sum, { looked }) => sum + looked, 0),
    findings: parts.flatMap(({ findings }) => findings),
  };
}
