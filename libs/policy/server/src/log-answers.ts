import { Unavailable } from '@countersign/contracts';
import { LogUnavailable } from '@countersign/event-log';

/** What the log answers; that it does not is a refusal. @throws Unavailable (503) */
export async function answering<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LogUnavailable) throw new Unavailable('The policy log');
    throw error;
  }
}
