import { createUpcaster } from './upcaster.js';
import type { Upcast } from './upcaster.js';

/**
 * Every step between schema versions that was ever shipped. A change of the shape of an event's data raises its
 * `schemaVersion`, adds the step here and a sample of the new version to the golden corpus; no step and no sample is
 * ever taken out again.
 */
export const upcasts: readonly Upcast[] = [];

/** The upcaster of this build. */
export const upcaster = createUpcaster(upcasts);
