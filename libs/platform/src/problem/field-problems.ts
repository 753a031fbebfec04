import type { z } from 'zod';
import { InvalidInput, NameRefused } from '@countersign/contracts';
import type { FieldProblem } from '@countersign/contracts';

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
