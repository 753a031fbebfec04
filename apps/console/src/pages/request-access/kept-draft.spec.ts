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

test('a draft is there again after a sign-in, once', () => {
  const slots = storage();
  keepDraft(slots, 'alice', draft);
  expect(keptDraft(slots, 'alice')).toEqual(draft);
  expect(keptDraft(slots, 'alice')).toBeNull();
});

test('nobody sees what somebody else wrote, and what was sent is gone', () => {
  const slots = storage();
  keepDraft(slots, 'alice', draft);
  expect(keptDraft(slots, 'bob')).toBeNull();
  expect(keptDraft(slots, 'alice')).toBeNull();
  keepDraft(slots, 'alice', draft);
  dropDraft(slots);
  expect(keptDraft(slots, 'alice')).toBeNull();
});
