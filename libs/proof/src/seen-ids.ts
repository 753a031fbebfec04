import { createHash } from 'node:crypto';

const FIRST_ROOM = 1 << 10;

/**
 * The ids seen so far, as 64 bits of their SHA-256 in a table with open addressing: about 20 bytes for each, where a set
 * of texts needs ten times as much. Among ten million ids, two different ones are taken for the same with a probability
 * of about one in 400,000.
 */
export class SeenIds {
  private cells = new BigUint64Array(FIRST_ROOM);
  private count = 0;

  /** @returns whether the id is new */
  add(id: string): boolean {
    if (this.count * 2 >= this.cells.length) this.grow();
    const isNew = insert(this.cells, markOf(id));
    if (isNew) this.count++;
    return isNew;
  }

  private grow(): void {
    const larger = new BigUint64Array(this.cells.length * 2);
    for (const mark of this.cells) if (mark !== 0n) insert(larger, mark);
    this.cells = larger;
  }
}

/** Never 0, which stands for an empty cell. */
function markOf(id: string): bigint {
  const mark = createHash('sha256').update(id).digest().readBigUInt64LE(0);
  return mark === 0n ? 1n : mark;
}

/** The room is a power of two. */
function insert(cells: BigUint64Array, mark: bigint): boolean {
  const last = cells.length - 1;
  for (let i = Number(mark & BigInt(last)); ; i = (i + 1) & last) {
    if (cells[i] === mark) return false;
    if (cells[i] !== 0n) continue;
    cells[i] = mark;
    return true;
  }
}
