import type { DomainEvent, RecordedEvent } from '@countersign/contracts';

/**
 * The events of a context, by type. What a log holds was written by its context's own types, and consumers check the
 * hashes: the data are taken as they are.
 */
export type Recorded<E extends DomainEvent> = E extends DomainEvent ? RecordedEvent<E> : never;
