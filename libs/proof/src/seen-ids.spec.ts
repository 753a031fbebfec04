import { SeenIds } from './seen-ids.js';

it('ids that were seen are known, and others are new, however many there are', () => {
  const seen = new SeenIds();
  const ids = Array.from({ length: 20_000 }, (_, i) => `id-${i}`);
  expect(ids.every((id) => seen.add(id))).toBe(true);
  expect(ids.some((id) => seen.add(id))).toBe(false);
  expect(seen.add('another')).toBe(true);
});
