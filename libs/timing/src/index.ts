export { Backoff, isAborted, pause } from './backoff.js';
export { Complaint, messageOf } from './complaint.js';
export { currentTick, everyTick, TICK_MS, untilTick } from './tick.js';
export { TurnBatch } from './turn-batch.js';
export { Wake } from './wake.js';
