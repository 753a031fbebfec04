import { globName } from '../glob/glob-name.js';
import { compileList } from '../glob/pattern.js';
import { conditionSteps } from './policy-index.js';
import { addBelow, GlobTrie, removeBelow, trieNode } from './glob-trie.js';
import type { TrieNode } from './glob-trie.js';

/** Patterns of the i-th of many conditions, and names that it matches. */
type Shape = (i: number) => [patterns: [resource: string, account: string], names: [string, string]];

const stepsOf = ([resource, account]: [string, string]) =>
  conditionSteps({ resourceNames: compileList([resource]), accountNames: compileList([account]) });

describe('among ten thousand, names meet a few candidates', () => {
  it.each<[string, Shape]>([
    [
      'by a prefix',
      (i) => [
        [`prod-db-${i}-*`, '*-admin'],
        [`prod-db-${i}-eu`, 'db-admin'],
      ],
    ],
    [
      'by a suffix',
      (i) => [
        [`prod-*-n${i}`, '*'],
        [`prod-eu-n${i}`, 'root'],
      ],
    ],
    [
      'by the account',
      (i) => [
        ['*', `app-${i}-*`],
        ['gateway', `app-${i}-owner`],
      ],
    ],
    [
      'by both sides',
      (i) => [
        [`zone-${i % 100}-*`, `*-team-${Math.floor(i / 100)}`],
        [`zone-${i % 100}-x`, `eu-team-${Math.floor(i / 100)}`],
      ],
    ],
    [
      'by a segment',
      (i) => [
        [`eu/*/team-${i}/**`, '**'],
        [`eu/web/team-${i}/a/b`, 'root'],
      ],
    ],
    [
      'by a segment behind **',
      (i) => [
        [`eu/**/host-${i}/*`, '**'],
        [`eu/rack/9/host-${i}/cpu`, 'root'],
      ],
    ],
    [
      'by the whole name',
      (i) => [
        [`Host-${i}`, 'root'],
        [`host-${i}`, 'ROOT'],
      ],
    ],
  ])('%s', (_, shape) => {
    const trie = new GlobTrie<number>();
    for (let i = 0; i < 10_000; i++) for (const steps of stepsOf(shape(i)[0])) trie.add(steps, i);
    for (const i of [0, 17, 4_321, 9_999]) {
      const found = trie.candidates(shape(i)[1].map(globName));
      expect(found).toContain(i);
      expect(found.size).toBeLessThanOrEqual(5);
    }
  });

  it('a condition of many names on both sides takes as many ways as it has resource patterns, not the product', () => {
    const many = compileList(['a{1..200}*', 'b{1..200}*']);
    expect(conditionSteps({ resourceNames: many, accountNames: many })).toHaveLength(400);
    expect(conditionSteps({ resourceNames: many, accountNames: undefined })).toHaveLength(400);
  });
});

describe('an entry that is removed', () => {
  it('leaves no empty nodes, however deep it was', () => {
    const root = trieNode<number>();
    const entries = Array.from({ length: 300 }, (_, i) =>
      stepsOf([`eu/db-${i % 7}*/x-*-${i}`, `**/svc-${i % 3}`]).map((steps) => ({ steps, value: i })),
    ).flat();
    for (const entry of entries) addBelow(root, entry, 0);
    expect(nodesIn(root)).toBeGreaterThan(300);
    for (const entry of entries) removeBelow(root, entry, 0);
    expect([nodesIn(root), lengthsIn(root)]).toEqual([1, 0]);
  });

  it('leaves the other entries', () => {
    const trie = new GlobTrie<number>();
    const entries = Array.from({ length: 50 }, (_, i) => trie.add(stepsOf([`db-${i}-*`, '*'])[0] ?? [], i));
    entries.filter(({ value }) => value !== 17).forEach((entry) => trie.delete(entry));
    expect([...trie.candidates(['db-17-eu', 'root'].map(globName))]).toEqual([17]);
    expect([...trie.candidates(['db-18-eu', 'root'].map(globName))]).toEqual([]);
  });
});

const waysOf = (node: TrieNode<number>) => Object.values(node.ways ?? {});

function nodesIn(node: TrieNode<number>): number {
  const below = waysOf(node).flatMap(({ nodes }) => [...nodes.values()].map(nodesIn));
  return below.reduce((sum, count) => sum + count, 1);
}

const lengthsIn = (node: TrieNode<number>): number =>
  waysOf(node).reduce((sum, { lengths }) => sum + lengths.size, 0);
