import { NotKnownToBeDone, Unavailable } from '@countersign/contracts';
import type { Ran } from '../decide-runner.js';

/**
 * Makes the answer of a command that has run. What cannot be read by then does not undo the command: where it
 * appended, `Unavailable`, which says that nothing was done, would be wrong.
 * @throws NotKnownToBeDone when the command appended and its answer is not to be had now
 */
export async function afterAppend<T>({ appended }: Ran, answer: () => Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (appended && error instanceof Unavailable) throw new NotKnownToBeDone('The log');
    throw error;
  }
}
