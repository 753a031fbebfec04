import { eventSource, ownStream } from '@countersign/contracts';
import type { CataloguedEvent, CloudEvent, EventBody, LogName } from '@countersign/contracts';

/** An event of the golden corpus: the body that its log has hashed, and the private text beside it. */
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

/** The message that carries a sample; its place in the log and in the chain is made up. */
export function sampleMessage(log: LogName, { body, private: texts }: EventSample): CloudEvent {
  const { id, type, schemaVersion, traceparent } = body;
  return {
    specversion: '1.0',
    id,
    source: eventSource('countersign', log),
    type,
    subject: ownStream(body).id,
    time: '2026-01-31T09:00:00.123456Z',
    datacontenttype: 'application/json',
    dataschema: `urn:countersign:event:${type}:${schemaVersion}`,
    sequence: '4711',
    ...(traceparent === null ? {} : { traceparent }),
    hash: 'b1'.repeat(32),
    previoushash: 'a0'.repeat(32),
    ...(texts === null ? {} : { private: texts }),
    data: body,
  };
}
