export const TICK_MS = 1000;

/**
 * Number of the current tick. Ticks are the seconds of the machine's clock, the same for every process on it, so that an
 * idle machine wakes once for all of them. Nothing depends on the clock being right.
 */
export const currentTick = (): number => Math.floor(Date.now() / TICK_MS);

/**
 * Milliseconds until a moment after the next tick, since timers fire up to a millisecond early.
 * @param ticks - waits for the next tick whose number is a multiple of this
 */
export function untilTick(ticks = 1): number {
  const every = ticks * TICK_MS;
  return every - (Date.now() % every) + 2;
}

/** Calls `work` at every tick. @returns a function that stops it */
export function everyTick(work: () => void): () => void {
  const again = (): void => {
    work();
    timer = setTimeout(again, untilTick());
  };
  let timer = setTimeout(again, untilTick());
  return () => clearTimeout(timer);
}
