import { STATUS_CODES } from 'node:http';
import type { Problem } from '@countersign/contracts';
import { problemOf } from './problem-of.js';

/** Body of an error answer: RFC 9457 problem details, with the members of the refusal beside the standard ones. */
export interface ProblemDetails extends Problem {
  /** `urn:countersign:problem:<code>` */
  type: string;
  /** The status in words. */
  title: string;
  requestId: string;
}

/** Problem details of anything thrown; a defect (not a Refusal) tells nothing but its request id. */
export function toProblem(error: unknown, requestId: string): ProblemDetails {
  const problem = problemOf(error);
  return {
    ...problem,
    type: `urn:countersign:problem:${problem.code}`,
    title: STATUS_CODES[problem.status] ?? 'Error',
    requestId,
  };
}
