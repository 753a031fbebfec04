import { NotKnownToBeDone, Unavailable } from '@countersign/contracts';
import type { Ran } from '../decide-runner.js';

/**
 * Makes the answer of a command that has run. If the answer cannot be read, the command is still done: for a command
 * that has appended, `Unavailable` would be wrong, because it says that nothing was done.
 * @throws NotKnownToBeDone if the command has appended and its answer cannot be read now
 */
export async function afterAppend<T>({ appended }: Ran, answer: () => Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (appended && error instanceof Unavailable) throw new NotKnownToBeDone('The log');
    throw error;
  }
}
