/** Positions added in rising order, kept as ranges from the first to the last of each. */
export class PositionRanges {
  private readonly list: [number, number][] = [];

  add(position: number): void {
    const last = this.list.at(-1);
    if (last && last[1] === position - 1) last[1] = position;
    else this.list.push([position, position]);
  }

  get ranges(): readonly (readonly [number, number])[] {
    return this.list;
  }

  /** The first position that none of these ranges holds; undefined where they hold all. */
  firstOutside(others: readonly (readonly [number, number])[]): number | undefined {
    const sorted = [...others].sort(([a], [b]) => a - b);
    let next = 0;
    for (const [first, last] of this.list) {
      let position = first;
      while (position <= last) {
        while ((sorted[next]?.[1] ?? Infinity) < position) next++;
        const range = sorted[next];
        if (!range || range[0] > position) return position;
        position = range[1] + 1;
      }
    }
    return undefined;
  }
}
