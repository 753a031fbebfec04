import { isoSeconds, isoText } from '../../../shared/duration-text.js';
import type { Approver, PolicyCondition, PolicyContent, PolicyStep } from '../policy-types.js';
import { isolated } from '../../../shared/isolated.js';

/** Sentences about one aspect of a policy. */
interface Passage {
  heading: string;
  sentences: string[];
}

/** A policy's whole content in plain sentences. */
export function policyInWords(content: PolicyContent): Passage[] {
  return [
    { heading: 'When it applies', sentences: whenItApplies(content) },
    { heading: 'Who approves', sentences: whoApproves(content) },
    { heading: 'What people must do', sentences: duties(content) },
    { heading: 'What they get', sentences: access(content) },
  ];
}

function whenItApplies({ enabled, priority, conditions }: PolicyContent): string[] {
  return [
    enabled
      ? 'It is in force and governs requests for:'
      : 'It is switched off. Switched on, it would govern requests for:',
    ...conditions.map((condition) => `${conditionInWords(condition)}.`),
    `Its priority is ${priority}: of several policies that match, the one with the highest priority governs.`,
  ];
}

function whoApproves({ steps, distinctApprovers, allowSelfApproval }: PolicyContent): string[] {
  const people = distinctApprovers
    ? 'Nobody may approve more than one step of a request.'
    : 'The same person may approve several steps of a request.';
  return [
    ...steps.map((step, i) => (steps.length > 1 ? `Step ${i + 1}, ` : '') + `${stepInWords(step)}.`),
    ...(steps.length > 1 ? ['The steps run in this order.', people] : []),
    'The first rejection ends a request.',
    allowSelfApproval
      ? 'Approvers may approve their own requests, unless they wrote the policy; every report flags that.'
      : 'Nobody may approve their own request.',
  ];
}

function duties({ justification, mfa }: PolicyContent): string[] {
  const occasions = [
    ...(mfa.onRequest ? ['requesting'] : []),
    ...(mfa.onApproval ? ['approving'] : []),
    ...(mfa.onCheckOut ? ['checking out'] : []),
  ];
  return [
    justification === 'required'
      ? 'Requesters must give a justification.'
      : 'Requesters may leave the justification out.',
    occasions.length > 0
      ? `A second factor, at most ${isoText(mfa.maxAge)} old, is needed for ${listed(occasions, 'and')}.`
      : 'No second factor is needed.',
  ];
}

function access(content: PolicyContent): string[] {
  const { minAccessDuration, maxAccessDuration, requestTtl, accessStarts, useBy, checkOut } = content;
  const shortest =
    (isoSeconds(minAccessDuration) ?? 0) > 1 ? `at least ${isoText(minAccessDuration)} and ` : '';
  return [
    `Access lasts ${shortest}at most ${isoText(maxAccessDuration)}.`,
    accessStarts === 'approval'
      ? 'Its time starts at the approval, or at the requested start if that is later.'
      : `Its time starts at the check-out, which must happen within ${isoText(useBy ?? '')}.`,
    checkOut.exclusive
      ? 'While one person has the account checked out, nobody else can check it out.'
      : 'Several people may have the account checked out at the same time.',
    `A request that is not decided within ${isoText(requestTtl)} expires.`,
  ];
}

const quoted = (pattern: string) => `“${isolated(pattern)}”`;

/** A list of patterns in words: "“prod-*” but not “prod-sandbox-*”". */
function patternsInWords(patterns: readonly string[]): string {
  const subtracts = (pattern: string) => pattern.startsWith('!');
  const positive = patterns.filter((pattern) => !subtracts(pattern)).map(quoted);
  const negative = patterns.filter(subtracts).map((pattern) => quoted(pattern.slice(1)));
  const without = negative.length > 0 ? ` but not ${listed(negative, 'or')}` : '';
  return `${listed(positive, 'or')}${without}`;
}

/** A condition in words, without a full stop. */
export function conditionInWords({ resourceNames, accountNames }: PolicyCondition): string {
  const accounts = accountNames ? `Accounts named ${patternsInWords(accountNames)}` : 'Every account';
  const resources = resourceNames ? `resources named ${patternsInWords(resourceNames)}` : 'every resource';
  return `${accounts} on ${resources}`;
}

const approverInWords = ({ type, id }: Approver): string =>
  type === 'group' ? `group ${isolated(id)}` : isolated(id);

/** A step in words: "Manager Review: 1 approval by group managers". */
export function stepInWords({ name, approvers, requiredApprovals }: PolicyStep): string {
  const whom = approvers.length > 0 ? listed(approvers.map(approverInWords), 'or') : 'nobody yet';
  const how = `${counted(requiredApprovals, 'approval')} by ${whom}`;
  return name === undefined ? how : `${isolated(name)}: ${how}`;
}

/** All steps on one line: "1 of group managers, then 1 of dave". */
export function stepsInShort(steps: readonly PolicyStep[]): string {
  return steps
    .map(({ approvers, requiredApprovals }) => `${requiredApprovals} of ${namesOf(approvers)}`)
    .join(', then ');
}

const namesOf = (approvers: readonly Approver[]) => listed(approvers.map(approverInWords), 'or');

/** "a", "a or b", "a, b or c". */
function listed(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

/** "1 request", "2 requests". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
