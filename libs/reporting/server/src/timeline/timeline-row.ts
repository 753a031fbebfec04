import type { JsonObject, LogName, RecordedEvent } from '@countersign/contracts';

const STREAM = /^(?:request|approval)-([0-9a-f-]{36})$/;

/**
 * The row of `timeline_entry` of an event, by column; undefined where the event is not one of a request's story.
 * The streams that keep slots, accounts and tickets unique (`open_request-…`, `account-…`, `ticket-…`) are
 * bookkeeping and never shown.
 */
export function timelineRow(event: RecordedEvent, log: LogName) {
  const requestId = STREAM.exec(event.stream)?.[1];
  if (requestId === undefined) return undefined;
  const { position, id, type, recordedAt, actor, data, hash } = event;
  return {
    request_id: requestId,
    log,
    position,
    id,
    type,
    recorded_at: recordedAt,
    actor,
    comment: type === 'access.revoked' ? reasonOf(data) : commentOf(data),
    data,
    hash,
  };
}

/** Of a revocation alone: that of an end is a code. */
function reasonOf({ reason }: JsonObject): string | null {
  return typeof reason === 'string' ? reason : null;
}

/** What a person wrote: with a decision it is the decision's, with a cancellation the event's own. */
function commentOf({ comment, decision }: JsonObject): string | null {
  if (typeof comment === 'string') return comment;
  return decision !== null && typeof decision === 'object' && !Array.isArray(decision)
    ? commentOf(decision)
    : null;
}
