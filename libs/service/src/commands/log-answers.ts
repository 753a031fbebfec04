import { Unavailable } from '@countersign/contracts';
import { LogUnavailable } from '@countersign/event-log';

/** The answer of a log. @throws Unavailable (503) when the log does not answer */
export async function answering<T>(log: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LogUnavailable) throw new Unavailable(log);
    throw error;
  }
}
