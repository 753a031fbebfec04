import { foldName } from '@countersign/names';
import { z } from 'zod';
import { personView } from '../identity.js';
import { approver, policyRef } from '../policy/policy.js';
import { id, instant, instantInput, limit, repeatable, text } from '../primitives.js';
import { accessStatus, requestStatus } from '../request/request.js';

/** The fields by which lists of requests can be sorted. */
export const requestSortKeys = ['submittedAt', 'decidedAt', 'resource', 'account', 'requester'] as const;
export type RequestSortKey = (typeof requestSortKeys)[number];

/** Most words of one search. */
const MOST_WORDS = 10;

/** The words of free text, folded as names are: every character that is not a letter or a digit separates them. */
export const wordsOf = (text: string): string[] =>
  foldName(text)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);

/** Query of `GET /v1/requests`. */
export const requestListQuery = z.strictObject({
  status: repeatable(requestStatus),
  requester: text(256).optional(),
  awaiting: z.literal('me').optional(),
  resource: text(256).optional(),
  account: text(256).optional(),
  policyId: id.optional(),
  accessStatus: repeatable(accessStatus),
  from: instantInput.optional(),
  to: instantInput.optional(),
  /**
   * Words, in any order, each of which begins a word of names, e-mail, justification, ticket, resource or account.
   * Every character that is not a letter or a digit separates words.
   */
  q: text(200)
    .min(1)
    .refine((words) => wordsOf(words).length <= MOST_WORDS, `must be ${MOST_WORDS} words at most`)
    .optional(),
  /** Descending with a minus. By `decidedAt`, undecided requests come first in both orders. */
  sort: z
    .enum([...requestSortKeys, ...requestSortKeys.map((key) => `-${key}` as const)])
    .default('-submittedAt'),
  limit,
  /** As long as the longest possible name requires. */
  cursor: z.string().max(2000).optional(),
});

/** An access in a list. Members of a check-out are null until there was a check-out. */
const accessSummary = z.object({
  startsAt: instant,
  /** The current end of the access; a check-out moves it if the clock starts there. */
  endsAt: instant,
  checkedOutAt: instant.nullable().default(null),
  checkedInAt: instant.nullable().default(null),
  revokedAt: instant.nullable().default(null),
});

/** The open step of a pending request. */
const openStep = z.object({
  name: z.string().nullable(),
  of: z.number().int().min(1),
  requiredApprovals: z.number().int().min(1),
  /** How many people still have to approve it. */
  missingApprovals: z.number().int().min(0),
  approvers: z.array(approver),
});
export type OpenStep = z.infer<typeof openStep>;

/** A request in a list: a summary; the whole request is at `GET /v1/requests/{id}`. */
export const requestSummary = z.object({
  id,
  status: requestStatus,
  accessStatus: accessStatus.nullable(),
  requester: personView,
  resource: z.string(),
  account: z.string(),
  duration: z.string(),
  justification: z.string().nullable(),
  ticket: z.string().nullable(),
  startsAt: instant.nullable(),
  policy: policyRef.nullable(),
  /** Granted without a policy and without an approver, as the installation is set to do. */
  unmatched: z.boolean().default(false),
  /** Its requester's own approval is among those it ended with (rules.md#self-approval); false while it is pending. */
  selfApproved: z.boolean().default(false),
  /** 0-based; null when no step is open. */
  currentStep: z.number().int().nullable(),
  /** What `currentStep` waits for; also null for the moment until the lists know a new request's approval. */
  openStep: openStep.nullable(),
  submittedAt: instant,
  expiresAt: instant.nullable(),
  decidedAt: instant.nullable(),
  access: accessSummary.nullable(),
  /** When the justification was erased. */
  erasedAt: instant.optional(),
});
export type RequestSummary = z.infer<typeof requestSummary>;

/** A page of requests, with the number of requests in each status under the same filters except `status`. */
export const requestList = z.object({
  items: z.array(requestSummary),
  nextCursor: z.string().nullable(),
  counts: z.record(requestStatus, z.number().int()),
  /** False if more than 100,000 requests match a filter: each count is then a lower bound. */
  countsComplete: z.boolean().default(true),
});
