import { emptyDraft } from './draft.js';
import { dropDraft, keepDraft, keptDraft } from './kept-draft.js';

function storage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage;
}

const draft = { ...emptyDraft, resource: 'prod-db' };

it('a kept draft is returned once after a sign-in', () => {
  const slots = storage();
  keepDraft(slots, 'alice', draft);
  expect(keptDraft(slots, 'alice')).toEqual(draft);
  expect(keptDraft(slots, 'alice')).toBeNull();
});

it('a draft is not returned to somebody else, nor after it was sent', () => {
  const slots = storage();
  keepDraft(slots, 'alice', draft);
  expect(keptDraft(slots, 'bob')).toBeNull();
  expect(keptDraft(slots, 'alice')).toBeNull();
  keepDraft(slots, 'alice', draft);
  dropDraft(slots);
  expect(keptDraft(slots, 'alice')).toBeNull();
});
