import { eventSource } from '@countersign/contracts';
import type { CataloguedEvent, CloudEvent, EventBody, LogName } from '@countersign/contracts';
import { canonicalJson, eventHash, parseMicros } from '@countersign/proof';

/** An event of the golden corpus as a log has stored it: the body that was hashed, and the private text beside it. */
export interface EventSample {
  body: EventBody;
  private: string | null;
}

/** The samples of an event type, oldest version first. */
export function versionsOf({ type }: CataloguedEvent, samples: readonly EventSample[]): EventSample[] {
  return samples
    .filter(({ body }) => body.type === type)
    .sort((a, b) => a.body.schemaVersion - b.body.schemaVersion);
}

/** `INSTALLATION` as it is unless it is set. */
const INSTALLATION = 'countersign';
const POSITION = 4711;
const TIME = '2026-01-31T09:00:00.123456Z';
const PREVIOUS_HASH = 'a0'.repeat(32);

/** The message that carries a sample. Its position, time and previous hash are made up; its hash is that of all these. */
export function sampleMessage(log: LogName, { body, private: texts }: EventSample): CloudEvent {
  const text = canonicalJson(body);
  const { id, streams, type, schemaVersion, traceparent } = body;
  return {
    specversion: '1.0',
    id,
    source: eventSource(INSTALLATION, log),
    type,
    subject: streams[0]?.id ?? '',
    time: TIME,
    datacontenttype: 'application/json',
    dataschema: `urn:countersign:event:${type}:${schemaVersion}`,
    sequence: String(POSITION),
    ...(traceparent !== null && { traceparent }),
    hash: eventHash({
      previousHash: PREVIOUS_HASH,
      position: POSITION,
      recordedAtMicros: parseMicros(TIME),
      body: text,
    }),
    previoushash: PREVIOUS_HASH,
    ...(texts !== null && { private: texts }),
    data: JSON.parse(text) as EventBody,
  };
}
