import type { Explanation } from './policy-types.js';
import { isolated } from '../../shared/isolated.js';

/** Which policy would govern a request, seen from the policy on the page. */
export interface TesterAnswer {
  tone: 'yes' | 'no' | 'else';
  sentence: string;
}

/**
 * Which policy would govern (`rules.md#precedence`), in plain words.
 * @param policyId - the policy on the page; null when it is not saved yet
 */
export function testerAnswer(explanation: Explanation, policyId: string | null): TesterAnswer {
  const { policy: governing, candidates, outcome } = explanation;
  const own = candidates?.find(({ policy }) => policy.id === policyId);
  const winner = candidates?.find(({ policy }) => policy.id === governing?.id);
  const reason = winner ? ` – ${winner.because}` : '';
  if (governing && governing.id === policyId)
    return {
      tone: 'yes',
      sentence: `This policy governs the request, by version ${governing.version}${reason}.`,
    };
  const instead = governing
    ? `“${isolated(governing.name)}” governs the request${reason}.`
    : outcome === 'granted'
      ? 'No policy governs the request: it would be granted without approval, and flagged.'
      : 'No policy governs the request: it would be refused.';
  if (!own) return { tone: 'else', sentence: instead };
  return { tone: 'no', sentence: `${ownPart(own)} ${instead}` };
}

function ownPart({ matched, enabled }: NonNullable<Explanation['candidates']>[number]): string {
  if (!matched) return 'This policy, as saved, does not match.';
  return enabled
    ? 'This policy matches, but another comes first.'
    : 'This policy would match, but is switched off.';
}
