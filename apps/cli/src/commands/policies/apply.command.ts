import type { AddCommand } from '../../cli.js';
import type { Applied } from './apply-policy.js';
import { applyPolicy } from './apply-policy.js';
import { differenceText } from './differences.js';
import { readPolicies } from './policy-files.js';

/** `countersign policies apply` */
export const addApply: AddCommand = (parent, cli) => {
  parent
    .command('apply')
    .description('create or update policies by name, from YAML or JSON')
    .requiredOption('-f, --file <file>', 'the policies; - is standard input')
    .option('--dry-run', 'only say what would change')
    .action(async ({ file, dryRun = false }: { file: string; dryRun?: boolean }) => {
      const policies = await readPolicies(file);
      const api = await cli.api();
      const applied: Applied[] = [];
      for (const content of policies) applied.push(await applyPolicy(api, content, dryRun));
      await cli.print({ items: applied, dryRun }, ({ items }) =>
        items.map((one) => appliedText(one, dryRun)).join('\n'),
      );
    });
};

function appliedText({ name, outcome, version, differences }: Applied, dryRun: boolean): string {
  const verb = dryRun && outcome !== 'unchanged' ? `would be ${outcome}` : outcome;
  const which = dryRun || version === null ? '' : ` (version ${version})`;
  return [`${name}: ${verb}${which}`, ...differences.map((one) => `  ${differenceText(one)}`)].join('\n');
}
