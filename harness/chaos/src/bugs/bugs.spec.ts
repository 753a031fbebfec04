import { parseSync } from '@swc/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from '../checks/checks.js';
import { faultKinds } from '../faults/schedule.js';
import { lifecycles } from '../load/lifecycles/index.js';
import { bugs } from './bugs.js';
import { patchedFiles } from './build-bug.js';
import { patchedText } from './patched-text.js';

const root = join(__dirname, '..', '..', '..', '..');

it('are numerous enough, and each has a unique name and a check that must find it', () => {
  expect(bugs.length).toBeGreaterThanOrEqual(14);
  expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
  for (const { says, caughtBy } of bugs) {
    expect(says).toMatch(/^[A-Z].*[^.]\.$/);
    expect(caughtBy).not.toEqual([]);
    expect(Object.keys(checks)).toEqual(expect.arrayContaining([...caughtBy]));
  }
});

it('are each listed in the description of the harness', () => {
  const page = readFileSync(join(root, 'docs', 'chaos.md'), 'utf8');
  expect(bugs.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

it('use only existing kinds of load and faults', () => {
  for (const { workload = [], faults } of bugs.map(({ scenario }) => scenario)) {
    expect(Object.keys(faultKinds)).toEqual(expect.arrayContaining([...faults]));
    expect(Object.keys(lifecycles)).toEqual(expect.arrayContaining([...workload]));
  }
});

describe.each(bugs.map((bug) => [bug.name, bug] as const))('%s', (_, bug) => {
  it('still fits the sources, which still parse', () => {
    for (const text of Object.values(patchedFiles(root, bug))) {
      expect(() => parseSync(text, { syntax: 'typescript', decorators: true })).not.toThrow();
    }
  });
});

it('a patch fits only if its text occurs exactly once', () => {
  const patch = { file: 'a.ts', find: 'b', replace: '$&c' };
  expect(patchedText('abc', [patch])).toBe('a$&cc');
  expect(() => patchedText('ac', [patch])).toThrow('found 0 times');
  expect(() => patchedText('abb', [patch])).toThrow('found 2 times');
});
