import { parseSync } from '@swc/core';
import { join } from 'node:path';
import { bugs } from './bugs.js';
import { patchedFiles } from './build-bug.js';
import { patchedText } from './patched-text.js';

const root = join(__dirname, '..', '..', '..', '..');

it('are many enough, each with a name of its own and a check that must find it', () => {
  expect(bugs.length).toBeGreaterThanOrEqual(14);
  expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
  for (const { says, caughtBy } of bugs) {
    expect(says).toMatch(/^[A-Z].*[^.]\.$/);
    expect(caughtBy).not.toEqual([]);
  }
});

describe.each(bugs.map((bug) => [bug.name, bug] as const))('%s', (_, bug) => {
  it('still fits the sources, and they still parse', () => {
    for (const text of Object.values(patchedFiles(root, bug))) {
      expect(() => parseSync(text, { syntax: 'typescript', decorators: true })).not.toThrow();
    }
  });
});

it('a patch fits where its text stands exactly once', () => {
  const patch = { file: 'a.ts', find: 'b', replace: '$&c' };
  expect(patchedText('abc', [patch])).toBe('a$&cc');
  expect(() => patchedText('ac', [patch])).toThrow('found 0 times');
  expect(() => patchedText('abb', [patch])).toThrow('found 2 times');
});
