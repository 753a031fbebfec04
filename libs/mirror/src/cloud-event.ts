import type { CloudEvent, PrivateTexts, RecordedEvent } from '@countersign/contracts';
import type { StoredEvent } from '@countersign/event-log';

/** What an event's subject and its CloudEvent say of the body besides carrying it: as it stands there in JSON. */
export interface Envelope {
  id: string;
  schemaVersion: string;
  stream: string;
  /** `null`, or a text with its quotes. */
  traceparent: string;
  type: string;
}

/** A log takes no id, stream or type that would have to be escaped. */
const ENVELOPE =
  /^,"id":"([^"\\]+)","privateHash":(?:null|"[0-9a-f]{64}"),"schemaVersion":(\d+),"streams":\[\{"id":"([^"\\]+)","version":\d+\}(?:,\{"id":"[^"\\]+","version":\d+\})*\],"traceparent":(null|"[^"\\]+"),"type":"([^"\\]+)"\}$/;

/**
 * Reads no more of a stored body than its envelope, and parses nothing only to write it again: canonical JSON has its
 * members in order, so these come after `data`, which may be long. They are plain values, and a quote within a text is
 * escaped: the last `,"id":"` is theirs.
 * @throws Error when the body is not one that a log has written
 */
export function envelopeOf(body: string): Envelope {
  const [, id, schemaVersion, stream, traceparent, type] =
    ENVELOPE.exec(body.slice(body.lastIndexOf(',"id":"'))) ?? [];
  if (!id || !schemaVersion || !stream || !traceparent || !type) throw new Error('not the body of an event');
  return { id, schemaVersion, stream, traceparent, type };
}

/**
 * An event as its mirror carries it: CloudEvents 1.0 in structured JSON (contracts, `cloudEvent`). The text is
 * put together around the body's, which stays byte for byte what was hashed.
 * @param source - see `eventSource`
 */
export function cloudEventText(
  source: string,
  { position, recordedAt, body, private: texts, hash, previousHash }: StoredEvent,
  { id, type, stream, schemaVersion, traceparent }: Envelope = envelopeOf(body),
): string {
  const trace = traceparent === 'null' ? '' : `,"traceparent":${traceparent}`;
  const beside = texts === null ? '' : `,"private":${JSON.stringify(texts)}`;
  return (
    `{"specversion":"1.0","id":"${id}","source":"${source}","type":"${type}"` +
    `,"subject":"${stream}","time":"${recordedAt}","datacontenttype":"application/json"` +
    `,"dataschema":"urn:countersign:event:${type}:${schemaVersion}","sequence":"${position}"${trace}` +
    `,"hash":"${hash}","previoushash":"${previousHash}"${beside},"data":${body}}`
  );
}

/**
 * The recorded event within a CloudEvent, in the schema version it was written in. Where its private text is missing, a
 * mirror does not say since when: `erasedAt` is for `personal_data.erased` to tell.
 */
export function recordedEventOf({ sequence, time, hash, data, private: texts }: CloudEvent): RecordedEvent {
  return {
    ...data,
    position: Number(sequence),
    recordedAt: time,
    hash,
    private: texts === undefined ? null : (JSON.parse(texts) as PrivateTexts),
    erasedAt: null,
  };
}
