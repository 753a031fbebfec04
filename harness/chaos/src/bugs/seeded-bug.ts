import type { Scenario } from './scenarios.js';

/** One change of a source text: `find` stands in the file exactly once. */
export interface Patch {
  /** Path from the repository's root. */
  file: string;
  find: string;
  replace: string;
}

/**
 * A defect that a developer could have written, as a change of the product's source text. It is applied to a build
 * of its own only: nothing in the product can switch it on.
 */
export interface SeededBug {
  name: string;
  /** What is wrong, in a sentence. */
  says: string;
  patches: readonly Patch[];
  /** The load and the faults under which it shows. */
  scenario: Scenario;
  /** Names of the checks of which at least one must find it. */
  caughtBy: readonly string[];
}
