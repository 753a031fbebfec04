import { durationSeconds, InvalidInput } from '@countersign/contracts';
import type {
  Approver,
  FieldProblem,
  PolicyCondition,
  PolicyContent,
  PolicyStep,
} from '@countersign/contracts';
import { unsatisfiableStep } from '@countersign/kernel';
import { appearanceOf } from './approver-warnings.js';
import { GlobSyntaxError } from './glob/glob-segment.js';
import { countExpansions, globProblem, patternLimits } from './glob/pattern.js';

/**
 * Problems that no single field shows: durations that contradict each other, steps that nobody could ever complete
 * (rules.md#satisfiable-policies), patterns that cannot be matched (rules.md#matching). Each problem with the path of
 * its field.
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
    problems.push({ path: 'useBy', message: 'is allowed only when accessStarts is check-out' });
  }
  return problems;
}

/** Ids that only look alike count as one: they would be counted as two people (rules.md#approvers-that-exist). */
function duplicateApprovers({ approvers }: PolicyStep, step: number): FieldProblem[] {
  return approvers.flatMap((approver, i) => {
    const first = approvers.find((other) => appearanceOf(other) === appearanceOf(approver));
    if (first === undefined || first === approver) return [];
    return [{ path: `steps.${step}.approvers.${i}`, message: repeated(first, approver) }];
  });
}

function repeated(first: Approver, { type, id }: Approver): string {
  if (first.id === id) return `names the ${type} ${id} a second time`;
  return `names the ${type} ${id}, which differs from ${first.id} only by case or appearance`;
}

function stepProblems(content: PolicyContent): FieldProblem[] {
  const tooFew = content.steps.flatMap(tooFewApprovers);
  if (tooFew.length) return tooFew;
  const step = unsatisfiableStep(content);
  if (step === null) return [];
  const message =
    'cannot be completed: with distinctApprovers nobody may approve two steps, and the steps up to this one do not name enough different people';
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

/** What is wrong with the patterns of a policy's conditions, each with its path. */
export function patternProblems(conditions: readonly PolicyCondition[]): FieldProblem[] {
  const lists = conditions.flatMap(({ resourceNames, accountNames }, i) => [
    { path: `conditions.${i}.resourceNames`, patterns: resourceNames ?? [] },
    { path: `conditions.${i}.accountNames`, patterns: accountNames ?? [] },
  ]);
  const problems = lists.flatMap(onlyNegatives);
  return problems.concat(syntaxProblems(lists.flatMap(placed)));
}

interface PlacedList {
  path: string;
  patterns: readonly string[];
}

interface Placed {
  path: string;
  pattern: string;
}

function placed({ path, patterns }: PlacedList): Placed[] {
  return patterns.map((pattern, i) => ({ path: `${path}.${i}`, pattern }));
}

function onlyNegatives({ path, patterns }: PlacedList): FieldProblem[] {
  if (!patterns.length || patterns.some((pattern) => !pattern.startsWith('!'))) return [];
  return [{ path, message: 'needs at least one pattern that does not begin with !' }];
}

/** Patterns are counted before any is expanded, so that what is too much is never expanded at all. */
function syntaxProblems(all: Placed[]): FieldProblem[] {
  let total = 0;
  for (const { path, pattern } of all) {
    total += expansionsOf(pattern);
    if (total > patternLimits.policyExpansions) {
      const message = `all patterns together stand for more than ${patternLimits.policyExpansions}; split the policy`;
      return [{ path, message }];
    }
  }
  return all.flatMap(({ path, pattern }) => {
    const problem = globProblem(pattern);
    return problem === null ? [] : [{ path, message: `the pattern ${problem}` }];
  });
}

/** Where the syntax is refused anyway there is nothing to count. */
function expansionsOf(pattern: string): number {
  try {
    return Math.min(countExpansions(pattern), patternLimits.expansions);
  } catch (error) {
    if (error instanceof GlobSyntaxError) return 0;
    throw error;
  }
}
