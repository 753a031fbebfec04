import type { GlobName } from '../glob/glob-name.js';
import type { Step } from '../glob/glob-steps.js';
import { findCandidates } from './trie-search.js';
import { addBelow, removeBelow, trieNode } from './trie-node.js';
import type { Entry } from './trie-node.js';

/**
 * Values under the steps of their globs. However many there are, names meet hardly more than those whose globs
 * begin and end as they do, segment by segment. It is a burst trie (Heinz, Zobel, Williams, "Burst tries", ACM
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
