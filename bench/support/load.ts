import type { Contender } from './measure.js';

/** So many callers, each beginning anew when it is answered, for a while: answers per second. */
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
