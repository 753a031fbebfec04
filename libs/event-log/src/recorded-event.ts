import type { DomainEvent, EventBody, RecordedEvent } from '@countersign/contracts';
import type { StoredEvent } from './event-log.js';
import type { Upcaster } from './upcasting/upcaster.js';
import { upcaster as builtIn } from './upcasting/upcasts.js';

/** A stored event, or one from the mirror, as readers see it: parsed, and upcast to the newest schema. */
export function recordedEvent<E extends DomainEvent = DomainEvent>(
  { position, recordedAt, body, hash }: Pick<StoredEvent, 'position' | 'recordedAt' | 'body' | 'hash'>,
  upcaster: Upcaster = builtIn,
): RecordedEvent<E> {
  return recordedFromBody<E>({ position, recordedAt, hash }, JSON.parse(body) as EventBody, upcaster);
}

/** The same for a body that is parsed already. */
export function recordedFromBody<E extends DomainEvent = DomainEvent>(
  place: Pick<StoredEvent, 'position' | 'recordedAt' | 'hash'>,
  body: EventBody,
  upcaster: Upcaster = builtIn,
): RecordedEvent<E> {
  const { schemaVersion, data } = upcaster.upcast(body.type, body);
  return { ...place, ...body, schemaVersion, data };
}
