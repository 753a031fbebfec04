import { Unavailable } from '@countersign/contracts';
import { LogUnavailable } from '@countersign/event-log';

/** What a log answers; that it does not is a refusal. @throws Unavailable (503) */
export async function answering<T>(log: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LogUnavailable) throw new Unavailable(log);
    throw error;
  }
}
