import type { Match } from './rank.js';

/** Why the first of two matches governs: the first thing in which they differ (rules.md#precedence), as a sentence's middle. */
export function because(winner: Match, loser: Match): string {
  const [a, b] = [winner.policy.content.priority, loser.policy.content.priority];
  if (a !== b) return `priority ${a} beats priority ${b}`;
  const [close, far] = [winner.rank, loser.rank];
  if (close.literalSides !== far.literalSides) return literalReason(close.literalSides, far.literalSides);
  if (close.sides !== far.sides) return 'naming both resource and account beats naming one of them';
  if (close.literals !== far.literals) {
    return `${close.literals} literal characters in the matching patterns beat ${far.literals}`;
  }
  return 'the older policy beats the newer one';
}

function literalReason(more: number, fewer: number): string {
  if (more === 2) return fewer === 1 ? 'two literal names beat one' : 'two literal names beat globs';
  return 'a literal name beats a glob';
}
