import { durationSeconds, InvalidInput } from '@countersign/contracts';
import type { FieldProblem, PolicyContent, PolicyStep } from '@countersign/contracts';
import { unsatisfiableStep } from '@countersign/kernel';
import { patternProblems } from './pattern-problems.js';

/**
 * What no single field of a policy can tell: durations that contradict each other, steps that nobody could ever
 * complete (rules.md#satisfiable-policies), patterns that cannot be matched (rules.md#matching). Each problem with the path of its field.
 */
export function validatePolicy(content: PolicyContent): FieldProblem[] {
  return [
    ...durationProblems(content),
    ...content.steps.flatMap(duplicateApprovers),
    ...stepProblems(content),
    ...patternProblems(content.conditions),
  ];
}

/** @throws InvalidInput with every problem of the content */
export function assertValidPolicy(content: PolicyContent): void {
  const problems = validatePolicy(content);
  if (problems.length) throw new InvalidInput(problems, 'This policy cannot be saved; see errors.');
}

function durationProblems({
  minAccessDuration,
  maxAccessDuration,
  accessStarts,
  useBy,
}: PolicyContent): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (durationSeconds(minAccessDuration) > durationSeconds(maxAccessDuration)) {
    problems.push({
      path: 'minAccessDuration',
      message: `must not be longer than maxAccessDuration (${maxAccessDuration})`,
    });
  }
  if (accessStarts === 'check-out' && useBy === undefined) {
    problems.push({ path: 'useBy', message: 'is required when accessStarts is check-out' });
  }
  if (accessStarts !== 'check-out' && useBy !== undefined) {
    problems.push({ path: 'useBy', message: 'only has a meaning when accessStarts is check-out' });
  }
  return problems;
}

function duplicateApprovers({ approvers }: PolicyStep, step: number): FieldProblem[] {
  return approvers.flatMap(({ type, id }, i) => {
    const first = approvers.findIndex((other) => other.type === type && other.id === id);
    if (first === i) return [];
    return [{ path: `steps.${step}.approvers.${i}`, message: `names the ${type} ${id} a second time` }];
  });
}

function stepProblems(content: PolicyContent): FieldProblem[] {
  const tooFew = content.steps.flatMap(tooFewApprovers);
  if (tooFew.length) return tooFew;
  const step = unsatisfiableStep(content);
  if (step === null) return [];
  const message =
    'cannot be completed: with distinctApprovers nobody may approve two steps, and the steps up to this one leave too few different people for it';
  return [{ path: `steps.${step}`, message }];
}

function tooFewApprovers({ approvers, requiredApprovals }: PolicyStep, step: number): FieldProblem[] {
  const people = new Set(approvers.map(({ id }) => id)).size;
  if (approvers.some(({ type }) => type === 'group') || requiredApprovals <= people) return [];
  return [
    {
      path: `steps.${step}.requiredApprovals`,
      message: `needs ${requiredApprovals} people, but the step names ${people}`,
    },
  ];
}
