import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import { InvalidInput, NameRefused, Refusal } from '@countersign/contracts';
import type { FieldProblem, Problem } from '@countersign/contracts';

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

/** A hostile body can be wrong in thousands of places; only the first of them are reported. */
const MAX_PROBLEMS = 50;

/** Without the input, an issue does not distinguish a missing field from a wrong one. */
export const REPORT_INPUT = { reportInput: true } as const;

/**
 * The issues of a zod error as plain sentences, each at the path of its field (`steps.0.approvers`).
 * @param error - of a parse with `REPORT_INPUT`
 */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  return problemsAt(error.issues);
}

function problemsAt(issues: readonly z.core.$ZodIssue[]): FieldProblem[] {
  return issues.flatMap(problemsOf).slice(0, MAX_PROBLEMS);
}

/**
 * Parses a value by the schema.
 * @throws NameRefused (422, `invalid-name`) when a name has a character that it may not have
 * @throws InvalidInput (422) naming every wrong field; unknown fields are wrong when the schema is strict
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, REPORT_INPUT);
  if (parsed.success) return parsed.data;
  const ofNames = parsed.error.issues.filter(isOfName);
  if (!ofNames.length) throw new InvalidInput(fieldProblems(parsed.error));
  const others = parsed.error.issues.filter((issue) => !isOfName(issue));
  throw new NameRefused('invalid-name', problemsAt(ofNames), problemsAt(others));
}

/** What `visibleName` and `label` of the contracts report. */
function isOfName(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'custom' && issue.params?.['refusal'] === 'invalid-name';
}

function problemsOf(issue: z.core.$ZodIssue): FieldProblem[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(issue.path), message: messageOf(issue) }];
  return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not a known field' }));
}

function messageOf(issue: z.core.$ZodIssue): string {
  const missing =
    (issue.code === 'invalid_type' || issue.code === 'invalid_value') && issue.input === undefined;
  return missing ? 'is required' : issue.message;
}

function pathOf(path: PropertyKey[]): string {
  return path.map(String).join('.');
}
