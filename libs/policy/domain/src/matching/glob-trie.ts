import type { Step } from '../glob/glob.js';
import type { GlobName } from '../glob/glob-name.js';

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

/** Adds an entry at or below a node. @param depth - of the node, in steps */
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

/**
 * Values under the steps of their globs. A lookup visits hardly more than the values whose globs begin and end like the
 * name, segment by segment. It is a burst trie (Heinz, Zobel, Williams, "Burst tries", ACM
 * TOIS 2002): a node stays a short list until it has too many entries, so that most paths are a step or two.
 */
export class GlobTrie<V> {
  private readonly root = trieNode<V>();

  /** Adds a value; keep the entry to take it out again. */
  add(steps: readonly Step[], value: V): Entry<V> {
    const entry = { steps, value };
    addBelow(this.root, entry, 0);
    return entry;
  }

  delete(entry: Entry<V>): void {
    removeBelow(this.root, entry, 0);
  }

  /** Every value whose globs match, and perhaps some whose globs do not. Names in the order of the steps. */
  candidates(names: readonly GlobName[]): Set<V> {
    return findCandidates(this.root, names);
  }
}

/**
 * The part of the names that is left to match: of one name, the segments from `from` up to, but not including, `to`.
 */
interface Place {
  name: number;
  from: number;
  to: number;
  /** Behind a gap, where segments are read from the end. */
  gap: boolean;
}

/** The values below a node that names may reach. Each node is met once at most, or twice if a name ends in `/`. */
function findCandidates<V>(root: TrieNode<V>, names: readonly GlobName[]): Set<V> {
  const found = new Set<V>();
  new Search(names, found).visit(root, startOf(names, 0));
  return found;
}

const startOf = (names: readonly GlobName[], name: number): Place => ({
  name,
  from: 0,
  to: names[name]?.segments.length ?? 0,
  gap: false,
});

class Search<V> {
  constructor(
    private readonly names: readonly GlobName[],
    private readonly found: Set<V>,
  ) {}

  visit({ entries, ways }: TrieNode<V>, place: Place): void {
    for (const { value } of entries) this.found.add(value);
    if (!ways) return;
    if (ways.end) this.takeEnd(ways.end, place);
    if (ways.gap) this.takeGap(ways.gap, place);
    const { name, from, to, gap } = place;
    const text = from < to ? this.names[name]?.segments[gap ? to - 1 : from]?.text : undefined;
    if (text === undefined) return;
    const next = gap ? { ...place, to: to - 1 } : { ...place, from: from + 1 };
    if (ways.whole) this.take(ways.whole, text, next);
    if (ways.prefix) this.takeEach(ways.prefix, text, (length) => text.slice(0, length), place);
    if (ways.suffix) this.takeEach(ways.suffix, text, (length) => text.slice(text.length - length), next);
  }

  private take({ nodes }: Ways<V>, text: string, place: Place): void {
    const node = nodes.get(text);
    if (node) this.visit(node, place);
  }

  private takeEach(ways: Ways<V>, text: string, cut: (length: number) => string, place: Place): void {
    for (const length of ways.lengths.keys()) {
      if (length <= text.length) this.take(ways, cut(length), place);
    }
  }

  /** On to the next name. */
  private takeEnd(ways: Ways<V>, place: Place): void {
    const { name, from, to, gap } = place;
    const isAll = gap || from === to || (from + 1 === to && this.endsInSlash(place));
    if (isAll) this.take(ways, '', startOf(this.names, name + 1));
  }

  private takeGap(ways: Ways<V>, place: Place): void {
    this.take(ways, '', { ...place, gap: true });
    if (this.endsInSlash(place)) this.take(ways, '', { ...place, to: place.to - 1, gap: true });
  }

  /** Then some globs let the last, empty segment go (`slashMayFollow`). */
  private endsInSlash({ name, to }: Place): boolean {
    return to > 0 && this.names[name]?.segments[to - 1]?.text === '';
  }
}
