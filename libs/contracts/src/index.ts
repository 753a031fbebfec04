export type { Json, JsonObject } from './json.js';
export {
  IdempotencyKeyReused,
  InvalidInput,
  LogTampered,
  NameRefused,
  NotAllowed,
  NotFound,
  NotKnownToBeDone,
  NotVisible,
  Refusal,
  Unavailable,
  whyNot,
  whyOf,
} from './refusal.js';
export type { FieldProblem } from './refusal.js';
export { decodeUtf8, MalformedJson, parseJson } from './strict-json.js';
export { durationMs, durationSeconds, formatDuration } from '@countersign/calendar';
export { durationBetween, id, instant, instantInput, line, literalName } from './primitives.js';
export {
  actorOf,
  hasRole,
  nameOf,
  personalDataOf,
  personView,
  refOf,
  samePerson,
  viewOfPerson,
} from './identity.js';
export type {
  Actor,
  Authentication,
  Caller,
  KnownPerson,
  Person,
  PersonRef,
  PersonView,
  Role,
} from './identity.js';
export {
  auditStreamName,
  authorOf,
  cloudEvent,
  eventBody,
  eventSource,
  foldingOf,
  installationName,
  logNames,
  mirrorName,
  mirrorSubject,
  ownStream,
  privateTexts,
} from './event.js';
export type {
  CloudEvent,
  DomainEvent,
  EventBody,
  Folding,
  FreeTexts,
  LogName,
  Membership,
  Origin,
  PrivateTexts,
  Provenance,
  RecordedEvent,
} from './event.js';
export {
  ERASURES_STREAM,
  isInRanges,
  MOST_ERASED_RANGES,
  personalDataErased,
  refusedAttempt,
} from './shared.events.js';
export type { PersonalDataErased, Attempt, AttemptTarget, RefusedAttempt } from './shared.events.js';
export {
  brokerOperation,
  formatPosition,
  internalOperation,
  noticeSubject,
  operation,
  parsePositions,
  pingRpc,
  pong,
  problem,
  rpcHeaders,
  serviceNames,
} from './rpc.js';
export type {
  LogPosition,
  Operation,
  OperationAccess,
  Pong,
  Problem,
  RequestInputOf,
  RequestOf,
  ResponseOf,
  ServiceName,
} from './rpc.js';
export {
  CHECKPOINT_OWN_LOG,
  CHECKPOINT_TYPE,
  checkpointClaims,
  checkpointData,
  checkpointHead,
  checkpointRpc,
  checkpointsQuery,
  checkpointStream,
  checkpointView,
} from './audit/checkpoint.js';
export type {
  CheckpointClaims,
  CheckpointHead,
  CheckpointRecorded,
  CheckpointView,
} from './audit/checkpoint.js';
export {
  approver,
  policyCondition,
  policyContent,
  policyRef,
  policyStep,
  policyView,
  policyWarning,
  savedPolicyView,
} from './policy/policy.js';
export type {
  Approver,
  PolicyCondition,
  PolicyContent,
  PolicyContentInput,
  PolicyRef,
  PolicyStep,
  PolicyView,
  PolicyWarning,
  SavedPolicyView,
  Unmatched,
} from './policy/policy.js';
export type { PolicyCreated, PolicyDeleted, PolicyEvent, PolicyUpdated } from './policy/policy.events.js';
export {
  explainBody,
  explanation,
  MOST_MATCHED,
  policyInternalRpc,
  policyListQuery,
  policyRpc,
  policyVersionView,
  refOfPolicy,
} from './policy/policy.rpc.js';
export type { Explanation, GoverningPolicy, PolicyVersionView } from './policy/policy.rpc.js';
export { about, aboutOf, freshSteps, openStepIndex } from './approval/approval.events.js';
export type {
  About,
  ApprovalApproved,
  ApprovalCancelled,
  ApprovalDecided,
  ApprovalEvent,
  ApprovalExpired,
  ApprovalOpened,
  ApprovalOutcomeEvent,
  Decision,
  MfaProof,
  RequestTerms,
  StepRecord,
} from './approval/approval.events.js';
export { approvalInternalRpc, approvalRpc } from './approval/approval.rpc.js';
export {
  accessStatus,
  accessView,
  approveBody,
  checkedOutView,
  commentBody,
  decisionView,
  emptyBody,
  rawTimeline,
  recordedEventView,
  requestNotice,
  requestStatus,
  requestView,
  revokeBody,
  stepView,
  submitBody,
  ticketStatus,
  timeline,
  timelineItem,
  timelineQuery,
} from './request/request.js';
export type {
  AccessStatus,
  AccessView,
  Action,
  ApprovalState,
  CheckedOutView,
  DecisionView,
  RecordedEventView,
  RequestNotice,
  RequestStatus,
  RequestView,
  StepView,
  SubmitBody,
  TicketStatus,
  TimelineAct,
  TimelineItem,
  You,
} from './request/request.js';
export { jwks, publicKey, TICKET_TYPE, ticketClaims } from './request/ticket.js';
export type { Jwks, PublicKey, TicketClaims } from './request/ticket.js';
export { requestEventData } from './request/request.events.js';
export type {
  AccessCheckedIn,
  AccessCheckedOut,
  AccessEvent,
  AccessGranted,
  AccessRevoked,
  AccountEvent,
  PlaceEvent,
  RequestEvent,
  RequestRefused,
  RequestSubmitted,
  RequestUnmatched,
} from './request/request.events.js';
export { requestInternalRpc, requestRpc } from './request/request.rpc.js';
export type { RequestAudience } from './request/request.rpc.js';
export { eventCatalogue } from './event-catalogue.js';
export type { CataloguedEvent } from './event-catalogue.js';
export { auditFeed, auditFeedQuery, auditFeedSlice, LONGEST_FEED_SLICE_MS } from './reporting/audit-feed.js';
export type { AuditFeedAnswer, AuditFeedSelection } from './reporting/audit-feed.js';
export { checkOutReportQuery, checkOutReportRow } from './reporting/check-out-report.js';
export type { CheckOutReportRow, ReportedStep } from './reporting/check-out-report.js';
export { summary, summaryQuery } from './reporting/summary.js';
export type { Summary, SummaryBucket, SummaryQuery } from './reporting/summary.js';
export {
  requestList,
  requestListQuery,
  requestSortKeys,
  requestSummary,
  wordsOf,
} from './reporting/request-list.js';
export type { OpenStep, RequestSortKey, RequestSummary } from './reporting/request-list.js';
export {
  refusedAttemptsQuery,
  refusedAttemptView,
  reportingRpc,
  versionInFlight,
} from './reporting/reporting.rpc.js';
export type { RefusedAttemptView } from './reporting/reporting.rpc.js';
export { projectionRpc, projectionView } from './reporting/projections.rpc.js';
export type { ProjectionView } from './reporting/projections.rpc.js';
export { probePaths } from './probes.js';
