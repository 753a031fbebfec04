import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import type { AddCommand } from '../../cli.js';
import { details, table } from '../../output/table.js';

/** `countersign policies explain` */
export const addExplain: AddCommand = (parent, cli) => {
  parent
    .command('explain <resource> <account>')
    .description('tell which policy would govern a request, and why')
    .action(async (resource: string, account: string) => {
      const api = await cli.api();
      const explanation = await read(api.POST('/v1/policies/explain', { body: { resource, account } }));
      await cli.print(explanation, explanationText);
    });
};

function explanationText({ outcome, policy, steps, limits, candidates }: Schema<'Explanation'>): string {
  const facts = details([
    ['outcome', outcome],
    ['policy', policy && `${policy.name}, version ${policy.version}`],
    ['duration', limits && `${limits.minAccessDuration} to ${limits.maxAccessDuration}`],
    ['reason', limits && limits.justification],
    ...steps.map((step, i) => [`step ${i + 1}`, stepText(step)] as const),
  ]);
  return candidates && candidates.length > 0 ? `${facts}\n\n${candidatesText(candidates)}` : facts;
}

function stepText({ name, requiredApprovals, approvers }: Schema<'PolicyStep'>): string {
  const of = approvers.map(({ type, id }) => `${type} ${id}`).join(', ');
  return `${name === undefined ? '' : `${name}: `}${requiredApprovals} of ${of}`;
}

function candidatesText(candidates: NonNullable<Schema<'Explanation'>['candidates']>): string {
  return table(candidates, [
    { title: 'rank', of: ({ rank }) => rank },
    { title: 'policy', of: ({ policy }) => policy.name },
    { title: 'because', of: ({ because }) => because },
  ]);
}
