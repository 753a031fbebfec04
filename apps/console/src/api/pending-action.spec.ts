import { dropAction, keepAction, takeAction } from './pending-action.js';
import type { PendingAction } from './pending-action.js';

class MemoryStorage implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  private readonly values = new Map<string, string>();
  getItem = (name: string) => this.values.get(name) ?? null;
  setItem = (name: string, value: string) => void this.values.set(name, value);
  removeItem = (name: string) => void this.values.delete(name);
}

const action: PendingAction = {
  ...{ id: 'approve:1', label: 'Approve', variables: { comment: 'ok' } },
  ...{ key: 'k', subject: 'bob', at: 1_000 },
};
const bob = { id: 'approve:1', subject: 'bob', now: 2_000 };
const storage = () => {
  const memory = new MemoryStorage() as unknown as Storage;
  keepAction(memory, action);
  return memory;
};

test('an action goes on once, as it was', () => {
  const kept = storage();
  expect(takeAction(kept, bob)).toEqual(action);
  expect(takeAction(kept, bob)).toBeNull();
});

test('another page leaves it where it is', () => {
  const kept = storage();
  expect(takeAction(kept, { ...bob, id: 'approve:2' })).toBeNull();
  expect(takeAction(kept, bob)).toEqual(action);
});

test.each([
  ['of somebody else', { subject: 'dave' }],
  ['of nobody', { subject: null }],
  ['of long ago', { now: 1_000 + 15 * 60_000 }],
])('an action %s does not go on, and is forgotten', (_what, change) => {
  const kept = storage();
  expect(takeAction(kept, { ...bob, ...change })).toBeNull();
  expect(dropAction(kept)).toBeNull();
});
