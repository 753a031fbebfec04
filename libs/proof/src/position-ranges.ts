/** From the first to the last position, both included. */
export type PositionRange = readonly [number, number];

/** Positions added in rising order, kept as ranges from the first to the last of each. */
export class PositionRanges {
  private readonly list: [number, number][] = [];

  add(position: number): void {
    const last = this.list.at(-1);
    if (last && last[1] === position - 1) last[1] = position;
    else this.list.push([position, position]);
  }

  get ranges(): readonly PositionRange[] {
    return this.list;
  }

  /** The first of these positions that none of the other ranges holds; undefined where they hold all. */
  firstOutside(others: readonly PositionRange[]): number | undefined {
    const joined = joinedRanges(others);
    let next = 0;
    for (const [first, last] of this.list) {
      while ((joined[next]?.[1] ?? Infinity) < first) next++;
      const range = joined[next];
      if (!range || range[0] > first) return first;
      if (range[1] < last) return range[1] + 1;
    }
    return undefined;
  }

  /** The first of these positions that one of the other ranges holds; undefined where they hold none. */
  firstInside(others: readonly PositionRange[]): number | undefined {
    const joined = joinedRanges(others);
    let next = 0;
    for (const [first, last] of this.list) {
      while ((joined[next]?.[1] ?? Infinity) < first) next++;
      const range = joined[next];
      if (range && range[0] <= last) return Math.max(first, range[0]);
    }
    return undefined;
  }
}

/** The same positions in ranges that rise and do not touch. */
export function joinedRanges(ranges: readonly PositionRange[]): PositionRange[] {
  const joined: [number, number][] = [];
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}
