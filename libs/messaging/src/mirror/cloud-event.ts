import type { CloudEvent, EventBody, LogName, RecordedEvent } from '@countersign/contracts';
import type { StoredEvent } from '@countersign/event-log';

/** What an event's subject and its CloudEvent say of the body besides carrying it. */
export type Envelope = Pick<
  EventBody,
  'id' | 'schemaVersion' | 'stream' | 'traceparent' | 'type' | 'version'
>;

/**
 * Reads no more of a stored body than its envelope: canonical JSON has its members in order, so these come after
 * `data`, which may be long. They are plain values, and a quote within a text is escaped: the last `,"id":"` is theirs.
 */
export function envelopeOf(body: string): Envelope {
  return JSON.parse(`{${body.slice(body.lastIndexOf(',"id":"') + 1)}`) as Envelope;
}

/**
 * An event as its mirror carries it: CloudEvents 1.0 in structured JSON (contracts, `cloudEvent`). The text is
 * put together around the body's, which stays byte for byte what was hashed.
 */
export function cloudEventText(
  log: LogName,
  { position, recordedAt, body, hash, previousHash }: StoredEvent,
  { id, type, stream, schemaVersion, traceparent }: Envelope,
): string {
  const trace = traceparent === null ? '' : `,"traceparent":${JSON.stringify(traceparent)}`;
  return (
    `{"specversion":"1.0","id":"${id}","source":"countersign/${log}","type":${JSON.stringify(type)}` +
    `,"subject":${JSON.stringify(stream)},"time":"${recordedAt}","datacontenttype":"application/json"` +
    `,"dataschema":${JSON.stringify(`urn:countersign:event:${type}:${schemaVersion}`)},"sequence":"${position}"${trace}` +
    `,"hash":"${hash}","previoushash":"${previousHash}","data":${body}}`
  );
}

/** The recorded event within a CloudEvent, in the schema version it was written in. */
export function recordedEventOf({ sequence, time, hash, data }: CloudEvent): RecordedEvent {
  return { position: Number(sequence), recordedAt: time, hash, ...data };
}
