/** Measurements of all rounds, in the unit of the bench. */
export interface Measured {
  median: number;
  min: number;
  max: number;
}

/** A contender: does its work once and returns the measurement. */
export type Contender = () => number | Promise<number>;

/** Runs each contender once per round, so that a slow phase of the machine affects all of them. */
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

/** The first divided by the second, round by round, so that the state of the machine cancels out. */
export function ratio(first: readonly number[], second: readonly number[]): Measured {
  return measured(first.map((value, round) => value / (second[round] ?? Number.NaN)));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const low = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  const high = sorted[middle] ?? low;
  return (low + high) / 2;
}
