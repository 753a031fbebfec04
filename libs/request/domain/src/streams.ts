import { createHash } from 'node:crypto';
import { checkpointStream, ERASURES_STREAM } from '@countersign/contracts';
import type {
  About,
  AccountEvent,
  CheckpointRecorded,
  DomainEvent,
  PersonRef,
  RefusedAttempt,
  RequestEvent,
} from '@countersign/contracts';
import { ATTEMPT_INTERVAL_MS, attemptsStream } from '@countersign/kernel';
import { foldName } from '@countersign/names';

/** The stream of one request and its access. */
export const requestStream = (requestId: string): string => `request-${requestId}`;

/** The stream by which the request of a ticket is found. */
export const ticketStream = (ticketId: string): string => `ticket-${ticketId}`;

/** Requester, resource and account. */
type Names = Pick<About, 'requester' | 'resource' | 'account'>;

/** The stream of the place of one requester, resource and account: at most one pending request holds it. */
export const placeStream = (names: Names): string => `place-${hashOfNames(names)}`;

/**
 * The streams of refusals for the same names, one for each day in UTC; that of the given time is the first. A refusal in
 * the last minute of a day also belongs to the next day, so that its repeats after midnight find it.
 */
export function refusalStreams(names: Names, at: Date): string[] {
  const times = [at, new Date(at.getTime() + ATTEMPT_INTERVAL_MS)];
  const days = new Set(times.map((time) => time.toISOString().slice(0, 10).replaceAll('-', '')));
  return [...days].map((day) => `refusals-${hashOfNames(names)}-${day}`);
}

/** Names are case-folded, so that every spelling meets the same stream. */
function hashOfNames({ requester, resource, account }: Names): string {
  return hashOf(requester.issuer, requester.id, foldName(resource), foldName(account));
}

/** The stream of a person's pending requests. */
export function requesterStream({ issuer, id }: PersonRef): string {
  return `requester-${hashOf(issuer, id)}`;
}

/** The stream of an account: every spelling of its case-folded names meets the same stream. */
export function accountStream({ resource, account }: Pick<About, 'resource' | 'account'>): string {
  return `account-${hashOf(foldName(resource), foldName(account))}`;
}

/** SHA-256 of a JSON array, so that no two different lists of texts can give the same hash. */
function hashOf(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64url');
}

type OfRequestLog = RequestEvent | RefusedAttempt | CheckpointRecorded | { type: 'personal_data.erased' };

/**
 * The streams that an event of the request log belongs to, its own stream first.
 * @throws Error for a type that this context does not write
 */
export function requestStreamsOf(event: DomainEvent): string[] {
  const known = event as unknown as OfRequestLog;
  switch (known.type) {
    case 'request.submitted':
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired': {
      const { requestId, requester } = known.data;
      return [requestStream(requestId), placeStream(known.data), requesterStream(requester)];
    }
    case 'request.refused': {
      const { requestId, submittedAt } = known.data;
      return [requestStream(requestId), ...refusalStreams(known.data, new Date(submittedAt))];
    }
    case 'request.unmatched':
    case 'access.granted':
    case 'access.opened':
      return [requestStream(known.data.requestId)];
    case 'access.checked_out':
      return [...withAccount(known.data), ticketStream(known.data.ticketId)];
    case 'access.checked_in':
      return withAccount(known.data);
    case 'access.ended':
    case 'access.revoked':
      return known.data.ticketId === null ? [requestStream(known.data.requestId)] : withAccount(known.data);
    case 'attempt.refused':
      return [attemptsStream(known.data.by, new Date(known.data.at))];
    case 'audit.checkpoint':
      return [checkpointStream(new Date(known.data.at))];
    case 'personal_data.erased':
      return [ERASURES_STREAM];
    default:
      throw new Error(`the request log has no events of type ${(known as DomainEvent).type}`);
  }
}

const withAccount = (data: AccountEvent['data']): string[] => [
  requestStream(data.requestId),
  accountStream(data),
];
