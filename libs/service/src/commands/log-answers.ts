import { LogTampered, Unavailable } from '@countersign/contracts';
import { LogDamaged, LogUnavailable } from '@countersign/event-log';

/**
 * The answer of a log.
 * @throws Unavailable (503) when the log does not answer, LogTampered (503) when it is not what was recorded
 */
export async function answering<T>(log: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LogUnavailable) throw new Unavailable(log);
    if (error instanceof LogDamaged) throw new LogTampered(error.log, error.position);
    throw error;
  }
}
