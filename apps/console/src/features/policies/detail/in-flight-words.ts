import type { Schema } from '@countersign/api-client';
import { counted } from '../words/policy-in-words.js';

/**
 * The number of pending requests under each version (`rules.md#governing-version`), in a sentence.
 * @param newest - the version in force; null when the policy is deleted
 */
export function inFlightInWords(
  items: readonly Schema<'PolicyVersionInFlight'>[],
  newest: number | null,
): string {
  const sum = (part: typeof items) => part.reduce((total, { pending }) => total + pending, 0);
  const total = sum(items);
  if (total === 0) return 'No request is pending under this policy.';
  const old = items.filter(({ version }) => version !== newest);
  const isOrAre = total === 1 ? 'is' : 'are';
  const all = `${counted(total, 'request')} ${isOrAre} pending under this policy`;
  if (newest === null) return `${all}, and will keep the version they have.`;
  if (old.length === 0) return `${all}, under its newest version.`;
  const versions = old.map(({ version, pending }) => `${pending} under version ${version}`).join(', ');
  return `${all}: ${sum(old)} of them under older versions, which continue to govern them (${versions}).`;
}
