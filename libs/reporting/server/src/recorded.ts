import type { DomainEvent, RecordedEvent } from '@countersign/contracts';

/**
 * The recorded events of a context, by type. A log's events were written with its context's own types, and consumers
 * check the hashes, so the data need not be parsed again.
 */
export type Recorded<E extends DomainEvent> = E extends DomainEvent ? RecordedEvent<E> : never;
