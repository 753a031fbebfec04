import type { Approver, PolicyStep, PolicyWarning } from '@countersign/contracts';
import { foldName } from '@countersign/names';

/** The key under which ids of approvers look alike: without regard to case, width and ligatures. */
export function appearanceOf({ type, id }: Approver): string {
  return `${type}:${foldName(id.normalize('NFKC'))}`;
}

/**
 * What is doubtful about the approvers of a policy that can be saved: ids that no access token has named so far
 * (rules.md#approvers-that-exist). Such an approver may exist, so the policy is saved all the same.
 * @param seen - approvers that access tokens have named, at least all that look like one of the steps'
 */
export function approverWarnings(steps: readonly PolicyStep[], seen: readonly Approver[]): PolicyWarning[] {
  const known = new Set(seen.map(({ type, id }) => `${type}:${id}`));
  const lookalikes = new Map(seen.map((approver) => [appearanceOf(approver), approver.id]));
  return steps.flatMap(({ approvers }, step) =>
    approvers.flatMap((approver, i) => {
      if (known.has(`${approver.type}:${approver.id}`)) return [];
      const path = `steps.${step}.approvers.${i}.id`;
      return [{ path, ...doubtAbout(approver, lookalikes.get(appearanceOf(approver))) }];
    }),
  );
}

function doubtAbout({ type, id }: Approver, lookalike: string | undefined): Omit<PolicyWarning, 'path'> {
  if (lookalike === undefined) {
    const message = `No access token has named the ${type} ${id} so far. Check the spelling.`;
    return { code: 'approver-never-seen', message };
  }
  const message =
    `No access token has named the ${type} ${id} so far, but ${lookalike}, which looks like it. ` +
    `Ids are compared exactly, so ${lookalike} is no approver here.`;
  return { code: 'approver-differs-by-case', message };
}
