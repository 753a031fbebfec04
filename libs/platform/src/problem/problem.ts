import { STATUS_CODES } from 'node:http';
import { Refusal } from '@countersign/contracts';
import type { Problem } from '@countersign/contracts';

/** The answer to a defect: its text does not leave the process, but is in the log under the request id. */
export const INTERNAL_PROBLEM: Problem = {
  code: 'internal',
  status: 500,
  detail: 'Something went wrong here; operators can find the cause by the request id.',
};

/** Anything thrown as a problem that may cross the bus: a Refusal as it is, everything else as `internal`. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof Refusal)) return INTERNAL_PROBLEM;
  const { code, status, message, errors, data } = error;
  return { ...data, code, status, detail: message, ...(errors.length ? { errors } : {}) };
}

/** Body of an error answer: RFC 9457 problem details, with the members of the refusal beside the standard ones. */
export interface ProblemDetails extends Problem {
  /** `urn:countersign:problem:<code>` */
  type: string;
  /** The status in words. */
  title: string;
  requestId: string;
}

/** Problem details of anything thrown; those of a defect (not a Refusal) reveal only the request id. */
export function toProblem(error: unknown, requestId: string): ProblemDetails {
  const problem = problemOf(error);
  return {
    ...problem,
    type: `urn:countersign:problem:${problem.code}`,
    title: STATUS_CODES[problem.status] ?? 'Error',
    requestId,
  };
}
