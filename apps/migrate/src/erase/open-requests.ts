import type { RecordedEvent, RequestEvent } from '@countersign/contracts';

/** Why a request is not over: nobody has decided it, or its access has not ended. */
export type Openness = 'pending' | 'access';

/** The requests that are not over, by id. */
export type OpenRequests = ReadonlyMap<string, Openness>;

/** Folds events of the request log, in order, into the requests that are not over. Pure. */
export function openAfter(open: OpenRequests, events: readonly RecordedEvent[]): OpenRequests {
  const after = new Map(open);
  for (const event of events) {
    const { type, data } = event as unknown as RequestEvent;
    const openness = opennessAfter(type);
    if (openness === 'over') after.delete(data.requestId);
    else if (openness !== 'unchanged') after.set(data.requestId, openness);
  }
  return after;
}

/** The request that an event belongs to; undefined for other events, and for refused attempts. */
export function requestOf({ data }: Pick<RecordedEvent, 'data'>): string | undefined {
  return typeof data['requestId'] === 'string' ? data['requestId'] : undefined;
}

function opennessAfter(type: RequestEvent['type']): Openness | 'over' | 'unchanged' {
  switch (type) {
    case 'request.submitted':
      return 'pending';
    case 'request.unmatched':
    case 'request.approved':
      return 'access';
    case 'request.refused':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired':
    case 'access.checked_in':
    case 'access.ended':
    case 'access.revoked':
      return 'over';
    case 'access.granted':
    case 'access.opened':
    case 'access.checked_out':
      return 'unchanged';
    default:
      return ofAnotherType(type);
  }
}

/** Compiles only if every known type has a case. An unknown type ends no request. */
function ofAnotherType(_type: never): 'unchanged' {
  return 'unchanged';
}
