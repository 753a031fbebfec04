import type { Scenario } from './scenarios.js';

/** One change of a source text: `find` occurs in the file exactly once. */
export interface Patch {
  /** Path from the repository's root. */
  file: string;
  find: string;
  replace: string;
}

/**
 * A bug that a developer could have written, as a change of the product's source text. It is applied only to a separate
 * build: nothing in the product can enable it.
 */
export interface SeededBug {
  name: string;
  /** What is wrong, as a sentence. */
  says: string;
  patches: readonly Patch[];
  /** The load and the faults under which it shows. */
  scenario: Scenario;
  /** Names of checks, at least one of which must find it. */
  caughtBy: readonly string[];
}
