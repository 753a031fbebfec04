import { dropAction, keepAction, takeAction } from './pending-action.js';
import type { PendingAction } from './pending-action.js';

class MemoryStorage implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  private readonly values = new Map<string, string>();
  getItem = (name: string) => this.values.get(name) ?? null;
  setItem = (name: string, value: string) => void this.values.set(name, value);
  removeItem = (name: string) => void this.values.delete(name);
}

const action: PendingAction = {
  id: 'approve:1',
  label: 'Approve',
  variables: { comment: 'ok' },
  key: 'k',
  subject: 'bob',
  at: 1_000,
};
const bob = { id: 'approve:1', subject: 'bob', now: 2_000 };
const storage = () => {
  const memory = new MemoryStorage() as unknown as Storage;
  keepAction(memory, action);
  return memory;
};

it('a waiting action is taken once, unchanged', () => {
  const kept = storage();
  expect(takeAction(kept, bob)).toEqual(action);
  expect(takeAction(kept, bob)).toBeNull();
});

it('a page with another action leaves the waiting action alone', () => {
  const kept = storage();
  expect(takeAction(kept, { ...bob, id: 'approve:2' })).toBeNull();
  expect(takeAction(kept, bob)).toEqual(action);
});

it.each([
  ['of somebody else', { subject: 'dave' }],
  ['without a signed-in person', { subject: null }],
  ['that is too old', { now: 1_000 + 15 * 60_000 }],
])('an action %s is not taken, and is dropped', (_what, change) => {
  const kept = storage();
  expect(takeAction(kept, { ...bob, ...change })).toBeNull();
  expect(dropAction(kept)).toBeNull();
});
