import { setTimeout as pause } from 'node:timers/promises';

/**
 * Resolves when the clock of this machine has reached an instant that means something to the product: an access ends,
 * a deadline passes, a sign-in is a second old. A test never waits a while for something to happen, or not to happen.
 */
export async function clockReaches(instant: number | string | Date): Promise<void> {
  const end = new Date(instant).getTime();
  for (let left = end - Date.now(); left > 0; left = end - Date.now()) await pause(left);
}
