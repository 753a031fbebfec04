import type { Contender } from './measure.js';

/** A load of concurrent callers, each of which repeats the work for a while; measures answers per second. */
export function load(work: () => Promise<unknown>, callers: number, milliseconds: number): Contender {
  return async () => {
    let answered = 0;
    const start = performance.now();
    const end = start + milliseconds;
    const caller = async () => {
      for (; performance.now() < end; answered++) await work();
    };
    await Promise.all(Array.from({ length: callers }, caller));
    return (answered * 1_000) / (performance.now() - start);
  };
}

/** Divides a number of calls among concurrent callers. @returns calls per second */
export async function calls(
  count: number,
  callers: number,
  work: (n: number) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  let begun = 0;
  const caller = async () => {
    while (begun < count) await work(begun++);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (count * 1_000) / (performance.now() - start);
}
