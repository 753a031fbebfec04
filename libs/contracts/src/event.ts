import { z } from 'zod';
import { actor } from './identity.js';
import type { Actor, KnownPerson } from './identity.js';
import type { JsonObject } from './json.js';

/** The contexts that own a log. */
export const logNames = ['policy', 'request', 'approval'] as const;
export type LogName = (typeof logNames)[number];

/** Free text that the actor of an event wrote. */
export interface FreeTexts {
  justification?: string | null;
  comment?: string | null;
  reason?: string | null;
}

/** Where a call came from, as the gateway saw it. */
export interface Origin {
  /** IP address of the client. */
  address: string | null;
  /** The `User-Agent` header, at most 256 characters. */
  userAgent: string | null;
}

/** An event as `decide` returns it, before the log has recorded it. */
export interface DomainEvent<Type extends string = string, Data = JsonObject> {
  type: Type;
  schemaVersion: number;
  data: Data;
  /** Free text of the actor; it is stored beside the hashed body, and can be erased. */
  texts?: FreeTexts;
}

/**
 * Personal data and free text of the actor of one event: the JSON of its `private` text. `salt` keeps anybody from guessing
 * the text from its hash.
 */
export const privateTexts = z.object({
  /** 16 random bytes in base64url, 22 characters. */
  salt: z.string(),
  /** Name and e-mail address of the actor, as their token gave them. */
  name: z.string().optional(),
  email: z.string().optional(),
  /** IP address and user agent of the call. */
  address: z.string().optional(),
  userAgent: z.string().optional(),
  justification: z.string().optional(),
  comment: z.string().optional(),
  reason: z.string().optional(),
});
export type PrivateTexts = z.infer<typeof privateTexts>;

/** What a fold sees of an event beside type and data. */
export interface Provenance {
  actor: Actor;
  /** Null if the event has none, or if it was erased. */
  private: Partial<PrivateTexts> | null;
  /** When `private` was erased, RFC 3339 UTC with milliseconds; null if it was not. */
  erasedAt: string | null;
}

/** An event as a fold sees it, recorded or just decided. */
export type Folding<E extends DomainEvent> = E extends DomainEvent ? Omit<E, 'texts'> & Provenance : never;

/** A stream that an event belongs to, and the event's version in it. */
export const membership = z.object({ id: z.string(), version: z.number().int().positive() });
export type Membership = z.infer<typeof membership>;

/** An event of a log (architecture.md, "The log"). */
export interface RecordedEvent<E extends DomainEvent = DomainEvent> extends Provenance {
  /** 1, 2, 3 … without gaps, in commit order. */
  position: number;
  /** UUIDv7. */
  id: string;
  /** Every stream that the event belongs to, its own stream first. */
  streams: Membership[];
  type: E['type'];
  schemaVersion: number;
  /** Database clock, RFC 3339 UTC with microseconds; never before the previous event's. */
  recordedAt: string;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
  data: E['data'];
  /** Hex SHA-256 of the private text; null if the event has none. */
  privateHash: string | null;
  /** Hex SHA-256, chained: see libs/event-log. */
  hash: string;
}

/** The hashed part of an event, in RFC 8785 canonical JSON: every field but position, recordedAt, private and hash. */
export const eventBody = z.object({
  actor,
  causationId: z.string().nullable(),
  correlationId: z.string(),
  data: z.record(z.string(), z.json()),
  id: z.string(),
  /** Hex SHA-256 of the UTF-8 bytes of the private text; null if there is none. */
  privateHash: z.string().nullable(),
  schemaVersion: z.number().int(),
  /** Every stream that the event belongs to, its own stream first. */
  streams: z.array(membership).min(1),
  traceparent: z.string().nullable(),
  type: z.string(),
});
export type EventBody = z.infer<typeof eventBody>;

/**
 * An event on the mirror and in the audit feed: CloudEvents 1.0, structured JSON. `data` is exactly the text that was
 * hashed, so that the message alone is enough to check the chain.
 */
export const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  /** UUIDv7 of the event. */
  id: z.string(),
  /** `countersign/<INSTALLATION>/<log>`. */
  source: z.string(),
  /** Event type, such as `request.submitted`. */
  type: z.string(),
  /** Id of the event's own stream. */
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
  /** The text whose SHA-256 is `data.privateHash`: RFC 8785 JSON of `PrivateTexts`. Absent if it was erased. */
  private: z.string().optional(),
  data: eventBody,
});
export type CloudEvent = z.infer<typeof cloudEvent>;

/** The name of an installation in `source`: letters, digits, dots, dashes and underscores. */
export const installationName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  message: 'must be 1-64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit',
});

/** `source` of the events of a log. */
export const eventSource = (installation: string, log: LogName): string =>
  `countersign/${installation}/${log}`;

/** JetStream stream that mirrors a log. */
export const mirrorName = (log: LogName): string => `COUNTERSIGN_${log.toUpperCase()}`;

/** JetStream stream that contains all mirrors, for external consumers. */
export const auditStreamName = 'COUNTERSIGN_AUDIT';

/** Subject of an event on the mirror. @param stream - the event's own stream */
export const mirrorSubject = (log: LogName, type: string, stream: string): string =>
  `countersign.${log}.${type}.${stream}`;

/** The event's own stream: it determines the subject on the bus, and is what a consumer parks when it cannot handle the event. */
export function ownStream({ streams }: Pick<RecordedEvent, 'streams'>): Membership {
  const [own] = streams;
  if (!own) throw new Error('an event belongs to at least one stream');
  return own;
}

/** The actor of an event as a person; a service has its id, under an issuer that no provider uses. */
export function authorOf({ actor, private: texts, erasedAt }: Provenance): KnownPerson {
  if (actor.kind === 'service')
    return { issuer: 'countersign', id: actor.id, name: actor.id, email: null, erasedAt: null };
  const { issuer, id } = actor;
  return { issuer, id, name: texts?.name ?? null, email: texts?.email ?? null, erasedAt };
}

/** A just decided event as a fold sees it, with the data that its append will add. */
export function foldingOf<E extends DomainEvent>(
  { texts, ...event }: E,
  { actor, personal }: { actor: Actor; personal: Partial<PrivateTexts> | null },
): Folding<E> {
  const given = Object.entries({ ...personal, ...texts }).filter(
    ([, text]) => text !== null && text !== undefined,
  );
  const folding = {
    ...event,
    actor,
    private: given.length ? Object.fromEntries(given) : null,
    erasedAt: null,
  };
  return folding as unknown as Folding<E>;
}
