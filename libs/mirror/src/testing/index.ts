export { neighbour } from './neighbour.js';
export type { Neighbour } from './neighbour.js';
export { recordingRelayTelemetry } from './recording-telemetry.js';
export type { RecordingRelayTelemetry } from './recording-telemetry.js';
export {
  connectAs,
  connectTo,
  managerOf,
  mirrored,
  mirrorEnd,
  testNatsConfig,
  testPasswordOf,
} from './test-bus.js';
export { testLog } from './test-log.js';
export type { TestLog } from './test-log.js';
export { testRelay } from './test-relay.js';
export type { TestRelay } from './test-relay.js';
