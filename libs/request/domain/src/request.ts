import type {
  AccessEvent,
  GoverningPolicy,
  MfaProof,
  Person,
  RequestEvent,
  RequestFacts,
  StepRecord,
} from '@countersign/contracts';
import { evolveAccess } from './access.js';
import type { Access } from './access.js';

/** What was asked for, the policy version that governs it (rule 1), the TTL's deadline, and what was proved. */
export interface Submission {
  requestId: string;
  facts: RequestFacts;
  policy: GoverningPolicy;
  expiresAt: string;
  mfa: MfaProof | null;
}

export type PendingRequest = Submission & { status: 'pending' };
type Ended = Submission & { at: string; steps: StepRecord[] };
export type ApprovedRequest = Ended & { status: 'approved'; access: Access | null };
export type EndedRequest =
  | ApprovedRequest
  | (Ended &
      (
        | { status: 'rejected' }
        | { status: 'cancelled'; by: Person; comment: string | null }
        | { status: 'expired' }
      ));
/** No policy allowed it (rule 3): recorded, and over. */
export interface RefusedRequest {
  status: 'refused';
  requestId: string;
  facts: RequestFacts;
  code: string;
  detail: string;
}

/** No policy governed it and the installation grants that: approved by nobody, flagged everywhere (rule 3). */
export interface UnmatchedRequest {
  status: 'unmatched';
  requestId: string;
  facts: RequestFacts;
  access: Access | null;
}

/**
 * One person's wish to use one account on one resource. How pending ends is decided by its approval; the request
 * follows (rule 14), and what has ended stays so (rule 13).
 */
export type AccessRequest =
  { status: 'none' } | PendingRequest | EndedRequest | RefusedRequest | UnmatchedRequest;

/** A request that is in the log. */
export type KnownRequest = Exclude<AccessRequest, { status: 'none' }>;

export const initialState: AccessRequest = { status: 'none' };

/** Folds one event. Pure; an event of a type that is not known yet changes nothing. */
export function evolve(request: AccessRequest, event: RequestEvent): AccessRequest {
  switch (event.type) {
    case 'request.submitted': {
      const { request: facts, ...submission } = event.data;
      return { status: 'pending', ...submission, facts };
    }
    case 'request.refused': {
      const { request: facts, ...refusal } = event.data;
      return { status: 'refused', ...refusal, facts };
    }
    case 'request.unmatched': {
      const { requestId, request: facts } = event.data;
      return { status: 'unmatched', requestId, facts, access: null };
    }
    case 'request.approved':
      return { ...ended(request, event.data), status: 'approved', access: null };
    case 'request.rejected':
      return { ...ended(request, event.data), status: 'rejected' };
    case 'request.cancelled':
      return {
        ...ended(request, event.data),
        status: 'cancelled',
        by: event.data.by,
        comment: event.data.comment,
      };
    case 'request.expired':
      return { ...ended(request, event.data), status: 'expired' };
    case 'access.granted':
    case 'access.opened':
    case 'access.checked_out':
    case 'access.checked_in':
    case 'access.ended':
    case 'access.revoked':
      return used(request, event);
    default:
      return passThrough(event, request);
  }
}

/** How the stream `request-<id>` is folded. */
export const requestFold = { initialState, evolve };

/** The stream of one request and its access. */
export function requestStream(requestId: string): string {
  return `request-${requestId}`;
}

function ended(request: AccessRequest, { at, steps }: { at: string; steps: StepRecord[] }) {
  if (request.status !== 'pending') throw new Error(`a request that is ${request.status} cannot end`);
  const { requestId, facts, policy, expiresAt, mfa } = request;
  return { requestId, facts, policy, expiresAt, mfa, at, steps };
}

function used(request: AccessRequest, event: AccessEvent): AccessRequest {
  if (request.status !== 'approved' && request.status !== 'unmatched')
    throw new Error(`a request that is ${request.status} has no access`);
  return { ...request, access: evolveAccess(request.access, event) };
}

/** Compiles only while every known type has its case. */
function passThrough(_unknown: never, request: AccessRequest): AccessRequest {
  return request;
}
