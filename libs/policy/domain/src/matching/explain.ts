import type { Explanation, Unmatched } from '@countersign/contracts';
import { policyRefOf } from '../saved-policy.js';
import type { SavedPolicy } from '../saved-policy.js';
import { inForce } from './policy-index.js';
import type { PolicyIndex } from './policy-index.js';
import type { Match } from './rank.js';

/** Candidates shown at most: first the policies that match, then others. */
export const CANDIDATES = 100;

type Candidate = NonNullable<Explanation['candidates']>[number];

/**
 * Which policy would govern, and why that one (rules.md#precedence).
 * @param showCandidates - whether the caller may see policies other than the one that governs
 */
export function explain(
  index: PolicyIndex,
  { resource, account }: { resource: string; account: string },
  unmatched: Unmatched,
  showCandidates: boolean,
): Explanation {
  const ranked = index.ranked(resource, account);
  const governing = ranked.find(inForce)?.policy;
  return {
    ...(governing ? governedBy(governing) : ungoverned(unmatched)),
    candidates: showCandidates ? candidatesOf(ranked, index.all()) : null,
  };
}

function governedBy(policy: SavedPolicy): Omit<Explanation, 'candidates'> {
  const { minAccessDuration, maxAccessDuration, requestTtl, justification, mfa, steps } = policy.content;
  const limits = { minAccessDuration, maxAccessDuration, requestTtl, justification, mfa };
  return { outcome: 'approval-required', policy: policyRefOf(policy), steps, limits };
}

/** A grant without a policy asks nobody, so it is never pending and its TTL is nothing. */
function ungoverned(unmatched: Unmatched): Omit<Explanation, 'candidates'> {
  if (unmatched.outcome === 'refused') return { outcome: 'refused', policy: null, steps: [], limits: null };
  const limits = {
    minAccessDuration: 'PT1S',
    maxAccessDuration: unmatched.maxDuration,
    requestTtl: 'PT0S',
    justification: 'optional' as const,
    mfa: { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' },
  };
  return { outcome: 'granted', policy: null, steps: [], limits };
}

function candidatesOf(ranked: Match[], all: SavedPolicy[]): Candidate[] {
  const counting = ranked.filter(inForce);
  const off = ranked.filter((match) => !inForce(match)).map(({ policy }) => switchedOff(policy));
  const matched = new Set(ranked.map(({ policy }) => policy.id));
  const others = all
    .filter(({ id }) => !matched.has(id))
    .sort((a, b) => a.createdPosition - b.createdPosition);
  return [...counting.map(rankedCandidate), ...off, ...others.map(unmatchedCandidate)].slice(0, CANDIDATES);
}

/** The first candidate says why it beats the second; each other candidate says why it ranks behind the previous one. */
function rankedCandidate(match: Match, at: number, all: Match[]): Candidate {
  const before = all[at - 1];
  const after = all[at + 1];
  const behind = before && `behind ${before.policy.content.name}: ${because(before, match)}`;
  const ahead = after ? because(match, after) : 'the only policy that matches';
  const { policy } = match;
  return {
    policy: policyRefOf(policy),
    enabled: true,
    matched: true,
    rank: at + 1,
    because: behind ?? ahead,
  };
}

function switchedOff(policy: SavedPolicy): Candidate {
  const why = 'would match, but is switched off';
  return { policy: policyRefOf(policy), enabled: false, matched: true, rank: null, because: why };
}

function unmatchedCandidate(policy: SavedPolicy): Candidate {
  const { enabled } = policy.content;
  const why = 'no condition matches this resource and account';
  return { policy: policyRefOf(policy), enabled, matched: false, rank: null, because: why };
}

/**
 * Why the first of two matches governs: the first difference between them (rules.md#precedence), as part of a sentence.
 */
export function because(winner: Match, loser: Match): string {
  const higher = winner.policy.content.priority;
  const lower = loser.policy.content.priority;
  if (higher !== lower) return `priority ${higher} beats priority ${lower}`;
  const { rank: close } = winner;
  const { rank: far } = loser;
  if (close.literalSides !== far.literalSides) return literalReason(close.literalSides, far.literalSides);
  if (close.sides !== far.sides) return 'naming both resource and account beats naming only one';
  if (close.literals !== far.literals) {
    return `${close.literals} literal characters in the matching patterns beat ${far.literals}`;
  }
  return 'the older policy beats the newer one';
}

function literalReason(more: number, fewer: number): string {
  if (more === 2) return fewer === 1 ? 'two literal names beat one' : 'two literal names beat globs';
  return 'a literal name beats a glob';
}
