import type { Explanation } from './policy-types.js';
import { testerAnswer } from './tester-answer.js';

const ref = (id: string) => ({ id, version: 2, name: `policy ${id}` });
const candidate = (id: string, matched: boolean, enabled = true, because = 'literal name beats a glob') => ({
  ...{ policy: ref(id), matched, enabled, because },
  rank: matched ? 1 : null,
});
const governedBy = (id: string | null, candidates: Explanation['candidates']): Explanation => ({
  outcome: id === null ? 'refused' : 'approval-required',
  policy: id === null ? null : ref(id),
  steps: [],
  limits: null,
  candidates,
});

test.each<[string, Explanation, string | null, string]>([
  [
    'this one governs',
    governedBy('a', [candidate('a', true)]),
    'a',
    'This policy governs it, by version 2 – literal name beats a glob.',
  ],
  [
    'another comes first',
    governedBy('b', [candidate('b', true), candidate('a', true)]),
    'a',
    'This policy matches, but another comes first. “policy b” governs it – literal name beats a glob.',
  ],
  [
    'switched off',
    governedBy(null, [candidate('a', true, false)]),
    'a',
    'This policy would match, but is switched off. No policy governs it: such a request is refused.',
  ],
  [
    'no match',
    governedBy('b', [candidate('b', true), candidate('a', false)]),
    'a',
    'This policy, as saved, does not match. “policy b” governs it – literal name beats a glob.',
  ],
  ['no policy at hand', governedBy('b', null), null, '“policy b” governs it.'],
  [
    'nothing at all',
    { ...governedBy(null, []), outcome: 'granted' },
    null,
    'No policy governs it: it would be granted without approval, and flagged.',
  ],
])('%s', (_, explanation, id, sentence) => expect(testerAnswer(explanation, id).sentence).toBe(sentence));
