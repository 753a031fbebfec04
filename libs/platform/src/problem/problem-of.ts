import { Refusal } from '@countersign/contracts';
import type { Problem } from '@countersign/contracts';

/** What is said of a defect: nothing of its text leaves the process, the log has it under the request id. */
export const INTERNAL_PROBLEM: Problem = {
  code: 'internal',
  status: 500,
  detail: 'Something went wrong here; the request id tells operators what.',
};

/** Anything thrown as a problem that may cross the bus: a Refusal as it is, everything else as `internal`. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof Refusal)) return INTERNAL_PROBLEM;
  const { code, status, message, errors, data } = error;
  return { ...data, code, status, detail: message, ...(errors.length ? { errors } : {}) };
}
