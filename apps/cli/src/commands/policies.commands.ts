import { stringify } from 'yaml';
import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import type { AddCommand } from '../cli.js';
import { details, table } from '../output/table.js';
import { applyPolicy, differenceText, findPolicy, readPolicies } from './apply-policies.js';
import type { Applied } from './apply-policies.js';
import { given, pageSize } from './options.js';

/** `countersign policies …` */
export const addPolicies: AddCommand = (parent, cli) => {
  const group = parent.command('policies').description('what governs which resources and accounts');
  for (const add of [addList, addGet, addApply, addExplain, addDelete]) add(group, cli);
};

const addList: AddCommand = (parent, cli) => {
  parent
    .command('list')
    .description('list policies')
    .option('--search <text>', 'in names and descriptions')
    .option('--limit <n>', 'page size, 1 to 200', pageSize)
    .option('--cursor <cursor>', 'continue after the previous page')
    .action(async ({ search, limit, cursor }: { search?: string; limit?: number; cursor?: string }) => {
      const api = await cli.api();
      const query = given({ q: search, limit, cursor });
      const page = await read(api.GET('/v1/policies', { params: { query } }));
      await cli.print(page, ({ items }) =>
        table(items, [
          { title: 'id', of: ({ id }) => id },
          { title: 'name', of: ({ name }) => name },
          { title: 'version', of: ({ version }) => version },
          { title: 'enabled', of: ({ enabled }) => (enabled ? 'yes' : 'no') },
          { title: 'priority', of: ({ priority }) => priority },
          { title: 'steps', of: ({ steps }) => steps.length },
          { title: 'longest', of: ({ maxAccessDuration }) => maxAccessDuration },
        ]),
      );
      cli.sayMore(page.nextCursor);
    });
};

const addGet: AddCommand = (parent, cli) => {
  parent
    .command('get <policy>')
    .description('show a policy, by id or name, as YAML')
    .action(async (idOrName: string) => {
      const api = await cli.api();
      await cli.print(await findPolicy(api, idOrName), (policy) => stringify(policy).trimEnd());
    });
};

const addApply: AddCommand = (parent, cli) => {
  parent
    .command('apply')
    .description('create or update policies by name, from YAML or JSON')
    .requiredOption('-f, --file <file>', 'the policies; - is standard input')
    .option('--dry-run', 'only show what would change')
    .action(async ({ file, dryRun = false }: { file: string; dryRun?: boolean }) => {
      const policies = await readPolicies(file);
      const api = await cli.api();
      const applied: Applied[] = [];
      for (const content of policies) applied.push(await applyPolicy(api, content, dryRun));
      await cli.print({ items: applied, dryRun }, ({ items }) =>
        items.map((policy) => appliedText(policy, dryRun)).join('\n'),
      );
    });
};

/** What happened to a policy, line by line. Pure. */
export function appliedText(
  { name, outcome, version, differences, warnings }: Applied,
  dryRun: boolean,
): string {
  const verb = dryRun && outcome !== 'unchanged' ? `would be ${outcome}` : outcome;
  const which = dryRun || version === null ? '' : ` (version ${version})`;
  const changes = differences.map((difference) => `  ${differenceText(difference)}`);
  const doubts = warnings.map(({ path, message }) => `  warning: ${path}: ${message}`);
  return [`${name}: ${verb}${which}`, ...changes, ...doubts].join('\n');
}

const addExplain: AddCommand = (parent, cli) => {
  parent
    .command('explain <resource> <account>')
    .description('show which policy would govern a request, and why')
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

const addDelete: AddCommand = (parent, cli) => {
  parent
    .command('delete <policy>')
    .description('delete a policy, by id or name; submitted requests stay under it')
    .action(async (idOrName: string) => {
      const api = await cli.api();
      const { id, name, version } = await findPolicy(api, idOrName);
      const params = { path: { id }, header: { 'If-Match': `"${version}"` } };
      await api.DELETE('/v1/policies/{id}', { params });
      await cli.print({ id, name, version, deleted: true }, () => `${name}: deleted`);
    });
};
