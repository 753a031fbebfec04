import type { Explanation } from './policy-types.js';
import { testerAnswer } from './tester-answer.js';

const ref = (id: string) => ({ id, version: 2, name: `policy ${id}` });
const candidate = (id: string, matched: boolean, enabled = true, because = 'literal name beats a glob') => ({
  policy: ref(id),
  matched,
  enabled,
  because,
  rank: matched ? 1 : null,
});
const governedBy = (id: string | null, candidates: Explanation['candidates']): Explanation => ({
  outcome: id === null ? 'refused' : 'approval-required',
  policy: id === null ? null : ref(id),
  steps: [],
  limits: null,
  candidates,
});

it.each<[string, Explanation, string | null, string]>([
  [
    'the policy on the page governs',
    governedBy('a', [candidate('a', true)]),
    'a',
    'This policy governs the request, by version 2 – literal name beats a glob.',
  ],
  [
    'another policy comes first',
    governedBy('b', [candidate('b', true), candidate('a', true)]),
    'a',
    'This policy matches, but another comes first. “policy b” governs the request – literal name beats a glob.',
  ],
  [
    'the policy is switched off',
    governedBy(null, [candidate('a', true, false)]),
    'a',
    'This policy would match, but is switched off. No policy governs the request: it would be refused.',
  ],
  [
    'the policy does not match',
    governedBy('b', [candidate('b', true), candidate('a', false)]),
    'a',
    'This policy, as saved, does not match. “policy b” governs the request – literal name beats a glob.',
  ],
  ['the policy on the page is not saved', governedBy('b', null), null, '“policy b” governs the request.'],
  [
    'no policy governs and unmatched requests are granted',
    { ...governedBy(null, []), outcome: 'granted' },
    null,
    'No policy governs the request: it would be granted without approval, and flagged.',
  ],
])('the answer when %s (rules.md#precedence)', (_, explanation, id, sentence) =>
  expect(testerAnswer(explanation, id).sentence).toBe(sentence),
);
