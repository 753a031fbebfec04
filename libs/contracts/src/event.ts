import { z } from 'zod';
import { actor } from './identity.js';
import type { Actor } from './identity.js';
import type { JsonObject } from './json.js';

/** The contexts that own a log. */
export const logNames = ['policy', 'request', 'approval'] as const;
export type LogName = (typeof logNames)[number];

/** An event as `decide` returns it, before the log has recorded it. */
export interface DomainEvent<Type extends string = string, Data = JsonObject> {
  type: Type;
  schemaVersion: number;
  data: Data;
}

/** An event of a log (DESIGN section 3). */
export interface RecordedEvent<E extends DomainEvent = DomainEvent> {
  /** 1, 2, 3 … without gaps, in commit order. */
  position: number;
  /** UUIDv7. */
  id: string;
  stream: string;
  /** 1, 2, 3 … within the stream. */
  version: number;
  type: E['type'];
  schemaVersion: number;
  /** Database clock, RFC 3339 UTC with microseconds; never before the previous event's. */
  recordedAt: string;
  actor: Actor;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
  data: E['data'];
  /** Hex SHA-256, chained: see libs/event-log. */
  hash: string;
}

/** The hashed part of an event, in RFC 8785 canonical JSON: every field but position, recordedAt and hash. */
export const eventBody = z.object({
  actor,
  causationId: z.string().nullable(),
  correlationId: z.string(),
  data: z.record(z.string(), z.json()),
  id: z.string(),
  schemaVersion: z.number().int(),
  stream: z.string(),
  traceparent: z.string().nullable(),
  type: z.string(),
  version: z.number().int(),
});
export type EventBody = z.infer<typeof eventBody>;

/**
 * An event on the mirror and in the audit feed: CloudEvents 1.0, structured JSON. `data` is the very text that
 * was hashed, so that whoever holds the message can check the chain without asking anybody.
 */
export const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  /** UUIDv7 of the event. */
  id: z.string(),
  /** `countersign/<log>`. */
  source: z.string(),
  /** Event type, such as `request.submitted`. */
  type: z.string(),
  /** Stream id. */
  subject: z.string(),
  /** recordedAt, with microseconds. */
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  /** `urn:countersign:event:<type>:<schemaVersion>`. */
  dataschema: z.string(),
  /** Position in the log, as decimal text (CloudEvents sequence extension). */
  sequence: z.string(),
  traceparent: z.string().optional(),
  hash: z.string(),
  previoushash: z.string(),
  data: eventBody,
});
export type CloudEvent = z.infer<typeof cloudEvent>;

/** JetStream stream that mirrors a log. */
export const mirrorName = (log: LogName): string => `COUNTERSIGN_${log.toUpperCase()}`;

/** JetStream stream that holds all mirrors, for consumers outside. */
export const auditStreamName = 'COUNTERSIGN_AUDIT';

/** Subject of an event on the mirror. */
export const mirrorSubject = (log: LogName, type: string, stream: string): string =>
  `countersign.${log}.${type}.${stream}`;
