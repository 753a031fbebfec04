import type { GlobName } from '../glob/glob-name.js';
import type { TrieNode, Ways } from './trie-node.js';

/** What is left to look at of the names: of one of them, the segments from `from` up to, not including, `to`. */
interface Place {
  name: number;
  from: number;
  to: number;
  /** Behind a gap, where segments are read from the end. */
  gap: boolean;
}

/** The values below a node that names may reach. Each node is met once at most, or twice if a name ends in `/`. */
export function findCandidates<V>(root: TrieNode<V>, names: readonly GlobName[]): Set<V> {
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
