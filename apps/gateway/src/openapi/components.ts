import { z } from 'zod';
import {
  accessView,
  approveBody,
  approver,
  checkedOutView,
  checkpointHead,
  checkpointRpc,
  checkpointView,
  auditFeed,
  cloudEvent,
  checkOutReportRow,
  commentBody,
  decisionView,
  emptyBody,
  explainBody,
  explanation,
  jwks,
  personView,
  policyCondition,
  policyContent,
  policyRef,
  policyRpc,
  policyStep,
  policyVersionView,
  policyView,
  policyWarning,
  savedPolicyView,
  projectionRpc,
  projectionView,
  publicKey,
  refusedAttemptView,
  reportingRpc,
  versionInFlight,
  requestNotice,
  requestSummary,
  requestView,
  revokeBody,
  stepView,
  summary,
  submitBody,
  ticketStatus,
  rawTimeline,
  recordedEventView,
  timeline,
  timelineItem,
} from '@countersign/contracts';
import { timelineAnswer } from '../requests/requests.endpoints.js';
import { protectedResource } from '../oidc/resource-metadata.controller.js';
import { readiness } from '../health/health.endpoints.js';
import { noticeStreamText } from '../notices/notices.controller.js';
import { tidySchema } from './tidy-schema.js';
import type { JsonSchema } from './tidy-schema.js';

/** Every error of the API: RFC 9457 problem details with a stable code. */
export const problemDetails = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int().min(400).max(599),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  requestId: z.string(),
});

/** Schemas that clients send. A default makes a member optional in input and certain in output, hence two tables. */
const inputs = {
  Approver: approver,
  PolicyCondition: policyCondition,
  PolicyStep: policyStep,
  PolicyInput: policyContent,
  ExplainInput: explainBody,
  RequestInput: submitBody,
  ApproveInput: approveBody,
  CommentInput: commentBody,
  EmptyInput: emptyBody,
  RevokeInput: revokeBody,
};

/** Schemas that clients receive. */
const outputs = {
  Approver: approver,
  PolicyCondition: policyCondition,
  PolicyStep: policyStep,
  PolicyContent: policyContent,
  Policy: policyView,
  PolicyWarning: policyWarning,
  SavedPolicy: savedPolicyView,
  PolicyRef: policyRef,
  PolicyList: policyRpc.list.response,
  PolicyVersion: policyVersionView,
  PolicyHistory: policyRpc.history.response,
  PolicyVersionInFlight: versionInFlight,
  PolicyInFlight: reportingRpc.inFlight.response,
  Explanation: explanation,
  Person: personView,
  Decision: decisionView,
  Step: stepView,
  Access: accessView,
  Request: requestView,
  CheckedOut: checkedOutView,
  RequestNotice: requestNotice,
  NoticeStream: noticeStreamText,
  RequestSummary: requestSummary,
  RequestList: reportingRpc.requests.response,
  TimelineItem: timelineItem,
  Timeline: timeline,
  RecordedEvent: recordedEventView,
  RawTimeline: rawTimeline,
  TimelineAnswer: timelineAnswer,
  TicketStatus: ticketStatus,
  PublicKey: publicKey,
  KeySet: jwks,
  RefusedAttempt: refusedAttemptView,
  RefusedAttemptList: reportingRpc.attempts.response,
  CheckpointHead: checkpointHead,
  Checkpoint: checkpointView,
  CheckpointList: checkpointRpc.list.response,
  CloudEvent: cloudEvent,
  EventFeed: auditFeed,
  CheckOutReportRow: checkOutReportRow,
  CheckOutReport: reportingRpc.checkOuts.response,
  Summary: summary,
  Me: reportingRpc.me.response,
  Projection: projectionView,
  ProjectionList: projectionRpc.list.response,
  ProtectedResource: protectedResource,
  Readiness: readiness,
  Problem: problemDetails,
};

const refOf = (name: string) => `#/components/schemas/${name}`;

export function componentSchemas(): Record<string, JsonSchema> {
  const sent = converted(inputs, 'input');
  const answered = converted(outputs, 'output');
  for (const [name, schema] of Object.entries(sent)) assertSame(name, schema, answered[name] ?? schema);
  const all = { ...(mapValues(answered, open) as typeof answered), ...sent };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function assertSame(name: string, sent: JsonSchema, answered: JsonSchema): void {
  if (JSON.stringify(sent) === JSON.stringify(answered)) return;
  throw new Error(`The schema ${name} differs between input and output; give the two different names.`);
}

/** Answers may gain members, so a client must accept unknown members. */
export function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== 'object' || value === null) return value;
  const { additionalProperties, ...rest } = value as JsonSchema;
  const kept =
    additionalProperties === undefined || additionalProperties === false ? {} : { additionalProperties };
  return mapValues({ ...rest, ...kept }, open);
}

/** `$ref` of a schema sent by clients. */
export const inputRef = (schema: z.ZodType): JsonSchema => reference(inputs, schema);

/** `$ref` of a schema answered to clients. */
export const outputRef = (schema: z.ZodType): JsonSchema => reference(outputs, schema);

function reference(table: Record<string, z.ZodType>, schema: z.ZodType): JsonSchema {
  const name = Object.entries(table).find(([, known]) => known === schema)?.[0];
  if (name === undefined) throw new Error('A schema of an endpoint has no name in openapi/components.ts.');
  return { $ref: refOf(name) };
}

function converted(table: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(table)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: refOf });
  return mapValues(pick(schemas, Object.keys(table)), (schema) => tidySchema(schema as JsonSchema));
}

/** zod adds a table of shared definitions, which tidy schemas no longer refer to. */
function pick(schemas: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, schemas[name]]));
}

function mapValues<T>(object: Record<string, unknown>, map: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
