import type { DomainEvent, EventBody, PrivateTexts, RecordedEvent } from '@countersign/contracts';
import type { StoredEvent } from './event-log.js';
import type { Upcaster } from './upcasting/upcaster.js';
import { upcaster as builtIn } from './upcasting/upcaster.js';

type Place = Pick<StoredEvent, 'position' | 'recordedAt' | 'hash' | 'private' | 'erasedAt'>;

/** A stored event, or an event from the mirror, as readers see it: parsed, and upcast to the newest schema. */
export function recordedEvent<E extends DomainEvent = DomainEvent>(
  { body, ...place }: Place & Pick<StoredEvent, 'body'>,
  upcaster: Upcaster = builtIn,
): RecordedEvent<E> {
  return recordedFromBody<E>(place, JSON.parse(body) as EventBody, upcaster);
}

/** Like `recordedEvent`, for a body that is already parsed. */
export function recordedFromBody<E extends DomainEvent = DomainEvent>(
  { position, recordedAt, hash, private: texts, erasedAt }: Place,
  body: EventBody,
  upcaster: Upcaster = builtIn,
): RecordedEvent<E> {
  const { schemaVersion, data } = upcaster.upcast(body.type, body);
  return {
    ...body,
    position,
    recordedAt,
    hash,
    schemaVersion,
    data,
    private: texts === null ? null : (JSON.parse(texts) as PrivateTexts),
    erasedAt,
  };
}
