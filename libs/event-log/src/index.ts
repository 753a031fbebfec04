export type {
  Append,
  Appended,
  CommandIdentity,
  CommandResult,
  EventAppend,
  EventLog,
  ExpectedVersion,
  FoundCommand,
  LogFeed,
  LogHead,
  PersonalData,
  StoredEvent,
} from './event-log.js';
export type {
  AnyFolding,
  CommandContext,
  Decided,
  DecideRunner,
  Fold,
  Folded,
  Loader,
  Ran,
  StreamsOf,
} from './decide-runner.js';
export {
  CommandIdReused,
  InvalidAppend,
  LogDamaged,
  LogUnavailable,
  OutcomeUnknown,
  WrongExpectedVersion,
} from './event-log.errors.js';
export {
  canonicalJson,
  LoneSurrogate,
  NotJson,
  eventHash,
  formatMicros,
  genesisHash,
  parseMicros,
  PositionRanges,
  sha256Hex,
} from '@countersign/proof';
export type { ChainLink } from '@countersign/proof';
export { httpCommand, processCommand } from './command-id.js';
export type { HttpCommand } from './command-id.js';
export { recordedEvent, recordedFromBody } from './recorded-event.js';
export { createUpcaster, upcaster, upcasts } from './upcasting/upcaster.js';
export type { Upcast, Upcaster, VersionedData } from './upcasting/upcaster.js';
export type { Verification } from '@countersign/stored-log';
export { erasureAppend } from './erasure.js';
export type { Erasure } from './erasure.js';
export { eraseTexts } from './postgres/erase-texts.js';
export type { LogErasure } from './postgres/erase-texts.js';
export { wishMirrorRenewal } from './postgres/mirror-renewal.js';
export type { MirrorRenewalWish } from './postgres/mirror-renewal.js';
export { storedPages } from './postgres/stored-events.js';
export { InMemoryEventLog } from './memory/in-memory-event-log.js';
export type { InMemoryEventLogSettings } from './memory/in-memory-event-log.js';
export { PostgresEventLog } from './postgres/postgres-event-log.js';
export type { PostgresEventLogSettings } from './postgres/postgres-event-log.js';
export type { BatchMetrics } from './group-commit/group-commit.js';
export { EarlierFormat, installLog } from './postgres/install-log.js';
export type { LogInstallation } from './postgres/install-log.js';
export { createDecideRunner } from './runner/create-decide-runner.js';
export type { DecideRunnerOptions } from './runner/create-decide-runner.js';
export { foldDecided } from './runner/cached-loader.js';
export { Turnstile } from './runner/turnstile.js';
