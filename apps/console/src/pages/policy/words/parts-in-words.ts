import type { Approver, PolicyCondition, PolicyStep } from '../policy-types.js';
import { counted, listed } from './word-lists.js';

const quoted = (pattern: string) => `“${pattern}”`;

/** Which names a list of patterns means: "“prod-*” but not “prod-sandbox-*”". */
export function patternsInWords(patterns: readonly string[]): string {
  const subtracts = (pattern: string) => pattern.startsWith('!');
  const positive = patterns.filter((pattern) => !subtracts(pattern)).map(quoted);
  const negative = patterns.filter(subtracts).map((pattern) => quoted(pattern.slice(1)));
  const without = negative.length > 0 ? ` but not ${listed(negative, 'or')}` : '';
  return `${listed(positive, 'or')}${without}`;
}

/** Which resources and accounts one condition means, without a full stop. */
export function conditionInWords({ resourceNames, accountNames }: PolicyCondition): string {
  const accounts = accountNames ? `Accounts named ${patternsInWords(accountNames)}` : 'Every account';
  const resources = resourceNames ? `resources named ${patternsInWords(resourceNames)}` : 'every resource';
  return `${accounts} on ${resources}`;
}

const approverInWords = ({ type, id }: Approver): string => (type === 'group' ? `group ${id}` : id);

/** Who must approve in one step: "Manager Review: 1 approval by group managers". */
export function stepInWords({ name, approvers, requiredApprovals }: PolicyStep): string {
  const whom = approvers.length > 0 ? listed(approvers.map(approverInWords), 'or') : 'nobody yet';
  const how = `${counted(requiredApprovals, 'approval')} by ${whom}`;
  return name === undefined ? how : `${name}: ${how}`;
}

/** All steps on one line of a list. */
export function stepsInShort(steps: readonly PolicyStep[]): string {
  return steps
    .map(({ approvers, requiredApprovals }) => `${requiredApprovals} of ${namesOf(approvers)}`)
    .join(', then ');
}

const namesOf = (approvers: readonly Approver[]) => listed(approvers.map(approverInWords), 'or');
