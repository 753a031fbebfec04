import { contentOf, emptyDraft } from './draft.js';
import { rebase } from './rebase.js';

const base = { ...contentOf(emptyDraft()), name: 'databases', description: 'old' };

it('fields that I changed are mine, all others are theirs', () => {
  const mine = { ...base, priority: 5 };
  const theirs = { ...base, maxAccessDuration: 'PT2H' };
  expect(rebase(base, mine, theirs)).toEqual({
    content: { ...base, priority: 5, maxAccessDuration: 'PT2H' },
    both: [],
  });
});

it('a field that both changed is mine and listed; the same change is no conflict', () => {
  const mine = { ...base, priority: 5, enabled: false };
  const theirs = { ...base, priority: 7, enabled: false };
  expect(rebase(base, mine, theirs)).toEqual({ content: mine, both: ['priority'] });
});

it('a field that I removed stays removed', () => {
  const { description: _, ...mine } = base;
  expect(rebase(base, mine, { ...base, priority: 7 }).content).toEqual({ ...mine, priority: 7 });
});
