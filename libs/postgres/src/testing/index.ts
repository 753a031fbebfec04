export { asAdmin } from './as-admin.js';
export { recordingLogger } from './recording-logger.js';
export type { RecordingLogger } from './recording-logger.js';
export { everybodyLeads, testLeases } from './test-leases.js';
