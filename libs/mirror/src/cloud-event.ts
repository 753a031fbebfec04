import type { CloudEvent, PrivateTexts, RecordedEvent } from '@countersign/contracts';
import type { StoredEvent } from '@countersign/event-log';

/** The parts of the body that an event's subject and CloudEvent repeat, as JSON text from the body. */
export interface Envelope {
  id: string;
  schemaVersion: string;
  stream: string;
  /** `null`, or a quoted text. */
  traceparent: string;
  type: string;
}

/** Logs accept no id, stream or type that would have to be escaped. */
const ENVELOPE =
  /^,"id":"([^"\\]+)","privateHash":(?:null|"[0-9a-f]{64}"),"schemaVersion":(\d+),"streams":\[\{"id":"([^"\\]+)","version":\d+\}(?:,\{"id":"[^"\\]+","version":\d+\})*\],"traceparent":(null|"[^"\\]+"),"type":"([^"\\]+)"\}$/;

/**
 * Reads only the envelope of a stored body, so that the body is not parsed merely to be written again. Canonical JSON
 * sorts its members, so the envelope's members come after `data`, which may be long. They are plain values, and quotes
 * within texts are escaped: the last `,"id":"` is the envelope's.
 * @throws Error if a log cannot have written the body
 */
export function envelopeOf(body: string): Envelope {
  const [, id, schemaVersion, stream, traceparent, type] =
    ENVELOPE.exec(body.slice(body.lastIndexOf(',"id":"'))) ?? [];
  if (!id || !schemaVersion || !stream || !traceparent || !type) throw new Error('not the body of an event');
  return { id, schemaVersion, stream, traceparent, type };
}

/**
 * An event as its mirror carries it: CloudEvents 1.0 in structured JSON (contracts, `cloudEvent`). The text is built
 * around the body, which stays byte for byte as it was hashed.
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
 * The recorded event in a CloudEvent, in the schema version that it was written in. If its private text is missing, the
 * mirror does not say since when: only `personal_data.erased` tells `erasedAt`.
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
