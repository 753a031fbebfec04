import type { FieldProblem, PolicyCondition } from '@countersign/contracts';
import { GlobSyntaxError } from './glob/glob-syntax-error.js';
import { countExpansions, globProblem, patternLimits } from './glob/pattern.js';

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
  return [{ path, message: 'needs a pattern that does not begin with !, from which the others subtract' }];
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
