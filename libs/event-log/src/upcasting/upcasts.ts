import { createUpcaster } from './upcaster.js';
import type { Upcast } from './upcaster.js';

/**
 * Every step between schema versions that was ever shipped. Whoever changes the shape of an event's data raises
 * its `schemaVersion`, adds the step here and a sample of the new version to the golden corpus; no step and no
 * sample is ever taken out again.
 */
export const upcasts: readonly Upcast[] = [
  // Before there was check-out, no policy's `accessStarts` had an effect, and no start was recorded.
  {
    type: 'access.granted',
    from: 1,
    up: (data) => ({ ...data, accessStarts: 'approval', scheduled: false }),
  },
  // What a submission had proved was not kept.
  { type: 'request.submitted', from: 1, up: (data) => ({ ...data, mfa: null }) },
];

/** The upcaster of this build. */
export const upcaster = createUpcaster(upcasts);
