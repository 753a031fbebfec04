import type { Step } from '../glob/glob-steps.js';

/** Entries a node holds before it sends them on. */
const FEW = 4;

/** A value and the steps that lead to it. */
export interface Entry<V> {
  readonly steps: readonly Step[];
  readonly value: V;
}

/** A node of the trie: entries that went no further, and, once there were more than a few, the ways on. */
export interface TrieNode<V> {
  entries: Entry<V>[];
  ways: Partial<Record<Step['kind'], Ways<V>>> | undefined;
}

/** The ways of one kind, by their text. */
export interface Ways<V> {
  nodes: Map<string, TrieNode<V>>;
  /** The lengths of the texts, and how many texts have each: what to cut from a segment to look it up. */
  lengths: Map<number, number>;
}

export const trieNode = <V>(): TrieNode<V> => ({ entries: [], ways: undefined });

/** Adds an entry at or below a node that is so many steps deep. */
export function addBelow<V>(node: TrieNode<V>, entry: Entry<V>, depth: number): void {
  const step = entry.steps[depth];
  if (step && node.ways) {
    addBelow(nodeBy(node.ways, step), entry, depth + 1);
  } else {
    node.entries.push(entry);
    if (!node.ways && node.entries.length > FEW) burst(node, depth);
  }
}

function burst<V>(node: TrieNode<V>, depth: number): void {
  const { entries } = node;
  node.entries = [];
  node.ways = {};
  for (const entry of entries) addBelow(node, entry, depth);
}

function nodeBy<V>(ways: NonNullable<TrieNode<V>['ways']>, { kind, text }: Step): TrieNode<V> {
  const { nodes, lengths } = (ways[kind] ??= { nodes: new Map(), lengths: new Map() });
  const known = nodes.get(text);
  if (known) return known;
  const node = trieNode<V>();
  nodes.set(text, node);
  lengths.set(text.length, (lengths.get(text.length) ?? 0) + 1);
  return node;
}

/** Takes an entry out, and every node that is empty without it. */
export function removeBelow<V>(node: TrieNode<V>, entry: Entry<V>, depth: number): void {
  const step = entry.steps[depth];
  const ways = step && node.ways?.[step.kind];
  if (!ways) {
    node.entries = node.entries.filter((other) => other !== entry);
    return;
  }
  const next = ways.nodes.get(step.text);
  if (!next) return;
  removeBelow(next, entry, depth + 1);
  if (isEmpty(next)) dropWay(ways, step.text);
}

function dropWay<V>({ nodes, lengths }: Ways<V>, text: string): void {
  nodes.delete(text);
  const left = (lengths.get(text.length) ?? 1) - 1;
  if (left) lengths.set(text.length, left);
  else lengths.delete(text.length);
}

function isEmpty<V>({ entries, ways }: TrieNode<V>): boolean {
  return !entries.length && Object.values(ways ?? {}).every(({ nodes }) => !nodes.size);
}
