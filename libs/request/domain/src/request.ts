import { aboutOf, authorOf } from '@countersign/contracts';
import type {
  About,
  AccessEvent,
  Caller,
  Folding,
  GoverningPolicy,
  KnownPerson,
  MfaProof,
  RequestAudience,
  RequestEvent,
  RequestRefused,
  RequestSubmitted,
  RequestTerms,
  RequestUnmatched,
  StepRecord,
} from '@countersign/contracts';
import { maySeeRequest } from '@countersign/kernel';
import { evolveAccess } from './access.js';
import type { Access } from './access.js';

/** What a person asked for. */
export interface RequestFacts extends RequestTerms {
  requester: KnownPerson;
  resource: string;
  account: string;
  justification: string | null;
}

/** What was asked for, the policy version that governs it, the TTL's deadline, and the second factor. */
export interface Submission {
  about: About;
  facts: RequestFacts;
  policy: GoverningPolicy;
  expiresAt: string;
  mfa: MfaProof | null;
}

export type PendingRequest = Submission & { status: 'pending' };
type Ended = Submission & { at: string; steps: StepRecord[] };
export type ApprovedRequest = Ended & { status: 'approved'; access: Access | null };
export type EndedRequest =
  ApprovedRequest | (Ended & ({ status: 'rejected' } | { status: 'cancelled' } | { status: 'expired' }));
/** No policy governs the request, so it was refused when it was made. */
export interface RefusedRequest {
  status: 'refused';
  about: About;
  facts: RequestFacts;
  code: string;
  detail: string;
}

/** No policy governs the request, and the installation grants such requests: approved by nobody, flagged everywhere. */
export interface UnmatchedRequest {
  status: 'unmatched';
  about: About;
  facts: RequestFacts;
  access: Access | null;
}

/**
 * A person's request to use one account on one resource. Its approval decides how pending ends; the request follows,
 * and what has ended stays so (rules.md#final-states).
 */
export type AccessRequest =
  { status: 'none' } | PendingRequest | EndedRequest | RefusedRequest | UnmatchedRequest;

/** A request that is in the log. */
export type KnownRequest = Exclude<AccessRequest, { status: 'none' }>;

/** Whether the request has an approval: without a policy it was refused, or granted at once. */
export function hasApproval({ status }: KnownRequest): boolean {
  return status !== 'refused' && status !== 'unmatched';
}

export const initialState: AccessRequest = { status: 'none' };

/** Folds an event; an event of an unknown type changes nothing. */
export function evolve(request: AccessRequest, event: Folding<RequestEvent>): AccessRequest {
  switch (event.type) {
    case 'request.submitted': {
      const { policy, expiresAt, mfa } = event.data;
      return { status: 'pending', about: aboutOf(event.data), facts: factsOf(event), policy, expiresAt, mfa };
    }
    case 'request.refused': {
      const { code, detail } = event.data;
      return { status: 'refused', about: aboutOf(event.data), facts: factsOf(event), code, detail };
    }
    case 'request.unmatched':
      return { status: 'unmatched', about: aboutOf(event.data), facts: factsOf(event), access: null };
    case 'request.approved':
      return { ...ended(request, event.data), status: 'approved', access: null };
    case 'request.rejected':
      return { ...ended(request, event.data), status: 'rejected' };
    case 'request.cancelled':
      return { ...ended(request, event.data), status: 'cancelled' };
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

function ended(request: AccessRequest, { at, steps }: { at: string; steps: StepRecord[] }) {
  if (request.status !== 'pending') throw new Error(`a request that is ${request.status} cannot end`);
  const { about, facts, policy, expiresAt, mfa } = request;
  return { about, facts, policy, expiresAt, mfa, at, steps };
}

function factsOf(event: Folding<RequestSubmitted | RequestRefused | RequestUnmatched>): RequestFacts {
  const { resource, account, duration, ticket, startsAt, submittedAt } = event.data;
  return {
    requester: authorOf(event),
    resource,
    account,
    duration,
    justification: event.private?.justification ?? null,
    ticket,
    startsAt,
    submittedAt,
  };
}

function used(request: AccessRequest, event: Folding<AccessEvent>): AccessRequest {
  if (request.status !== 'approved' && request.status !== 'unmatched')
    throw new Error(`a request that is ${request.status} has no access`);
  return { ...request, access: evolveAccess(request.access, event) };
}

/** Compiles only while every known type has a case. */
function passThrough(_unknown: never, request: AccessRequest): AccessRequest {
  return request;
}

/** The people who may see a request; null when there is no request. A request without a policy has no approvers. */
export function audienceOf(request: AccessRequest): RequestAudience | null {
  if (request.status === 'none') return null;
  const { issuer, id } = request.facts.requester;
  const steps = 'policy' in request ? request.policy.content.steps : [];
  return { requester: { issuer, id }, steps: steps.map(({ approvers }) => ({ approvers })) };
}

/** Whether the caller may know of a request (rules.md#visibility); nobody sees a request that is not in the log. */
export function maySee(caller: Caller, request: AccessRequest): boolean {
  const audience = audienceOf(request);
  return audience !== null && maySeeRequest(caller, audience.requester, audience.steps);
}
