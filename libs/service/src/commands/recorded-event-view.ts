import type { LogName, RecordedEvent, RecordedEventView } from '@countersign/contracts';

/** An event as clients see it. It contains the address and the user agent, which only auditors may see. */
export function recordedEventView(log: LogName, event: RecordedEvent): RecordedEventView {
  const { salt: _, ...texts } = event.private ?? {};
  return {
    log,
    position: event.position,
    id: event.id,
    type: event.type,
    schemaVersion: event.schemaVersion,
    streams: event.streams,
    at: event.recordedAt,
    actor: event.actor,
    correlationId: event.correlationId,
    causationId: event.causationId,
    traceparent: event.traceparent,
    data: event.data as RecordedEventView['data'],
    private: event.private && texts,
    privateHash: event.privateHash,
    ...(event.erasedAt !== null && { erasedAt: event.erasedAt }),
    hash: event.hash,
  };
}
