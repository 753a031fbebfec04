/** What was measured of one thing over the rounds, in the unit of the bench. */
export interface Measured {
  median: number;
  min: number;
  max: number;
}

/** A contender: does its work once and says what it measured. */
export type Contender = () => number | Promise<number>;

/** Each contender in each round, so that whatever slows the machine slows all of them alike. */
export async function interleaved<Name extends string>(
  contenders: Record<Name, Contender>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) values[name].push(await contenders[name]());
  }
  return values;
}

export function measured(values: readonly number[]): Measured {
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values) };
}

/** How many times the second the first is, round by round: the machine's mood cancels out. */
export function ratio(first: readonly number[], second: readonly number[]): Measured {
  return measured(first.map((value, round) => value / (second[round] ?? Number.NaN)));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
