export { asAdmin, recordingLogger, everybodyLeads, testLeases } from './test-postgres.js';
export type { RecordingLogger } from './test-postgres.js';
