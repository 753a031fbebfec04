import type { PolicyCondition, PolicyContent, PolicyStep } from '@countersign/contracts';
import type { WrittenName } from '@countersign/kernel';

/**
 * The names in a policy as they are judged (rules.md#names): its own name as a whole; the ids and groups, which a directory
 * chose, and the patterns, which may list names of several scripts, word by word.
 */
export function namesOfPolicy({ name, conditions, steps }: PolicyContent): WrittenName[] {
  return [
    { path: 'name', name, judgedBy: 'name' },
    ...conditions.flatMap(patternsOf),
    ...steps.flatMap(approversOf),
  ];
}

function patternsOf(condition: PolicyCondition, at: number): WrittenName[] {
  return (['resourceNames', 'accountNames'] as const).flatMap((side) =>
    (condition[side] ?? []).map((pattern, i) => ({
      path: `conditions.${at}.${side}.${i}`,
      name: pattern.replace(CLASS, '*'),
      judgedBy: 'word' as const,
    })),
  );
}

/** `[a-zа-я]` stands for one character, and may list those of several scripts. */
const CLASS = /\[[^\]]*\]/g;

function approversOf({ approvers }: PolicyStep, step: number): WrittenName[] {
  return approvers.map(({ id }, i) => ({
    path: `steps.${step}.approvers.${i}.id`,
    name: id,
    judgedBy: 'word',
  }));
}
