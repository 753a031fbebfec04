export { AuditKeeper } from './audit-keeper.js';
export type { AuditOptions } from './audit-stream.js';
export { CatchUpReader, MirrorDamaged } from './catch-up-reader.js';
export type { MirrorMessage } from './catch-up-reader.js';
export { recordedEventOf } from './cloud-event.js';
export { CommandGate, GatedEventLog } from './command-gate.js';
export { compareMirror } from './divergence.js';
export { mirrorHead, ensureMirror, mirroredHash, mirrorInfo, renewalOf } from './mirror.js';
export { RelayAbsent, untilAuditFollows, untilRenewed } from './mirror-renewal.js';
export { MirrorReader, MirrorUnreadable } from './mirror-reader.js';
export type { MirroredEvent, ReadBounds } from './mirror-reader.js';
export { MirrorTail } from './mirror-tail.js';
export type { MirrorOptions } from './mirror.js';
export { renderNatsConfig } from './nats/nats-config.js';
export type { NatsCluster, NatsConfig, NatsTls } from './nats/nats-config.js';
export {
  AUDIT_KEEPER,
  inboxPrefixOf,
  natsPermissions,
  natsUsers,
  relayUserOf,
} from './nats/nats-permissions.js';
export type { NatsPermissions, NatsUser } from './nats/nats-permissions.js';
export type { HealthState, RelayMetrics, RelayTelemetry } from './relay-telemetry.js';
export { Relay } from './relay.js';
export type { RelayOptions } from './relay.js';
export { CursorForm, markOf } from './vector-cursor.js';
export type { SeenPosition, VectorCursor } from './vector-cursor.js';
