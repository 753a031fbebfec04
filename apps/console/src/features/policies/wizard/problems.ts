import { UNREADABLE_DURATION } from '@countersign/calendar';
import { isoSeconds } from '../../../shared/duration-text.js';
import { sentenceOf } from '../../../shared/sentence-text.js';
import { labelOf, same } from '../words/policy-differences.js';
import type { Draft, DraftStep } from './draft.js';

/** A problem with a field; paths are those of the API. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** Fields that are missing or cannot be read. The policy service checks everything else when the policy is saved. */
export function missingIn(draft: Draft): FieldProblem[] {
  return [
    ...(draft.name.trim() === '' ? [{ path: 'name', message: 'Give the policy a name.' }] : []),
    ...(Number.isInteger(draft.priority) ? [] : [{ path: 'priority', message: 'Enter a whole number.' }]),
    ...draft.conditions.flatMap(({ resourceNames, accountNames }, i) =>
      resourceNames.length + accountNames.length > 0
        ? []
        : [{ path: `conditions.${i}`, message: 'Name at least one resource or account.' }],
    ),
    ...durationsOf(draft).flatMap(([path, iso]) =>
      isoSeconds(iso) === null ? [{ path, message: sentenceOf(UNREADABLE_DURATION) }] : [],
    ),
    ...draft.steps.flatMap(missingInStep),
  ];
}

/** The durations that have an effect. */
function durationsOf({ mfa, accessStarts, ...draft }: Draft): [path: string, iso: string][] {
  const asksMfa = mfa.onRequest || mfa.onApproval || mfa.onCheckOut;
  return [
    ['maxAccessDuration', draft.maxAccessDuration],
    ['minAccessDuration', draft.minAccessDuration],
    ['requestTtl', draft.requestTtl],
    ...(accessStarts === 'check-out' ? [['useBy', draft.useBy] as [string, string]] : []),
    ...(asksMfa ? [['mfa.maxAge', mfa.maxAge] as [string, string]] : []),
  ];
}

function missingInStep({ approvers, requiredApprovals }: DraftStep, i: number): FieldProblem[] {
  const isCount = Number.isInteger(requiredApprovals) && Number(requiredApprovals) >= 1;
  return [
    ...(approvers.length > 0 ? [] : [{ path: `steps.${i}.approvers`, message: 'Name a group or a person.' }]),
    ...(isCount
      ? []
      : [{ path: `steps.${i}.requiredApprovals`, message: 'Enter a whole number of at least 1.' }]),
  ];
}

/** The wizard's parts, in order. */
export const PARTS = ['Configuration', 'Approval sequence', 'Review'] as const;

/** The part (0-based) that a field is on. */
export const partOf = (path: string): number =>
  /^(steps|distinctApprovers|allowSelfApproval)\b/.test(path) ? 1 : 0;

/** The field on the page for a path: for an approver the list of its type, for a pattern its list. */
export function fieldOf(path: string, draft: Draft): string {
  const [, step = '', at] = /^steps\.(\d+)\.approvers(?:\.(\d+))?/.exec(path) ?? [];
  if (step !== '') {
    const type = draft.steps[Number(step)]?.approvers[Number(at ?? -1)]?.type ?? 'group';
    return `steps.${step}.approvers.${type}`;
  }
  return (
    /^(conditions\.\d+\.\w+|steps\.\d+\.\w+|(?:conditions|steps)\.\d+|mfa\.\w+|\w+)/.exec(path)?.[0] ?? path
  );
}

/** The message beside a field. */
export function messageAt(
  field: string,
  problems: readonly FieldProblem[],
  draft: Draft,
): string | undefined {
  const own = problems.filter(({ path }) => fieldOf(path, draft) === field);
  return own.length === 0 ? undefined : own.map((problem) => inContext(problem, draft)).join(' ');
}

/** The message of a problem, with the pattern that it is about. */
export function inContext({ path, message }: FieldProblem, draft: Draft): string {
  const [, condition = '', list, at] = /^conditions\.(\d+)\.(\w+)\.(\d+)$/.exec(path) ?? [];
  if (list !== 'resourceNames' && list !== 'accountNames') return message;
  return `“${draft.conditions[Number(condition)]?.[list][Number(at)] ?? ''}”: ${message}`;
}

/** The problems whose fields have not changed between two drafts. */
export function stillStanding(
  problems: readonly FieldProblem[],
  before: Draft,
  after: Draft,
): readonly FieldProblem[] {
  return problems.filter(({ path }) => same(itemAt(before, path), itemAt(after, path)));
}

/** The field, or the list item, that contains a path. */
function itemAt(draft: Draft, path: string): unknown {
  const [field = '', index = ''] = path.split('.');
  const value: unknown = Object.hasOwn(draft, field) ? draft[field as keyof Draft] : undefined;
  return Array.isArray(value) ? (value as unknown[])[Number(index)] : value;
}

const inner: Record<string, string> = {
  resourceNames: 'resources',
  accountNames: 'accounts',
  name: 'name',
  approvers: 'approvers',
  requiredApprovals: 'approvals needed',
};

/** The name of a path's field on the page: "Step 2, approvals needed". */
export function fieldLabel(path: string): string {
  const [field = '', index = '', item = ''] = path.split('.');
  if (path === 'mfa.maxAge') return 'Second factor, maximum age';
  if ((field !== 'steps' && field !== 'conditions') || index === '') return labelOf(field);
  const whole = `${field === 'steps' ? 'Step' : 'Condition'} ${Number(index) + 1}`;
  return Object.hasOwn(inner, item) ? `${whole}, ${inner[item] ?? ''}` : whole;
}
