import { isoSeconds } from '../../../shared/duration-text.js';
import type { Draft, DraftStep } from './draft.js';
import { same } from '../words/same.js';

/** What is wrong, and with which field: paths are those of the API. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** What is missing or cannot be read. All other rules are the policy service's, which says so when it is saved. */
export function missingIn(draft: Draft): FieldProblem[] {
  return [
    ...(draft.name.trim() === '' ? [{ path: 'name', message: 'Give the policy a name.' }] : []),
    ...(Number.isInteger(draft.priority) ? [] : [{ path: 'priority', message: 'Give a whole number.' }]),
    ...draft.conditions.flatMap(({ resourceNames, accountNames }, i) =>
      resourceNames.length + accountNames.length > 0
        ? []
        : [{ path: `conditions.${i}`, message: 'Name at least one resource or account.' }],
    ),
    ...durationsOf(draft).flatMap(([path, iso]) =>
      isoSeconds(iso) === null ? [{ path, message: 'Say how long, like “90 min” or “2 days”.' }] : [],
    ),
    ...draft.steps.flatMap(missingInStep),
  ];
}

/** Those that have a meaning beside the rest. */
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
    ...(isCount ? [] : [{ path: `steps.${i}.requiredApprovals`, message: 'Give a whole number from 1.' }]),
  ];
}

/** The wizard's parts, in order. */
export const PARTS = ['Configuration', 'Approval sequence', 'Review'] as const;

/** On which part (0-based) a field is. */
export const partOf = (path: string): number =>
  /^(steps|distinctApprovers|allowSelfApproval)\b/.test(path) ? 1 : 0;

/** The field that is on the page for a path: an approver's is the list of its type, a pattern's is its list. */
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

/** The message beside a field; a chip that is meant is named. */
export function messageAt(
  field: string,
  problems: readonly FieldProblem[],
  draft: Draft,
): string | undefined {
  const own = problems.filter(({ path }) => fieldOf(path, draft) === field);
  return own.length === 0 ? undefined : own.map((problem) => inContext(problem, draft)).join(' ');
}

/** A problem with the pattern it is about. */
export function inContext({ path, message }: FieldProblem, draft: Draft): string {
  const [, condition = '', list, at] = /^conditions\.(\d+)\.(\w+)\.(\d+)$/.exec(path) ?? [];
  if (list !== 'resourceNames' && list !== 'accountNames') return message;
  return `“${draft.conditions[Number(condition)]?.[list][Number(at)] ?? ''}”: ${message}`;
}

/** Problems that a change of the draft leaves standing: those of items and fields that are as they were. */
export function stillStanding(
  problems: readonly FieldProblem[],
  before: Draft,
  after: Draft,
): readonly FieldProblem[] {
  return problems.filter(({ path }) => same(itemAt(before, path), itemAt(after, path)));
}

/** The field, or the item of a list of them, that a path is in. */
function itemAt(draft: Draft, path: string): unknown {
  const [field = '', index = ''] = path.split('.');
  const value: unknown = Object.hasOwn(draft, field) ? draft[field as keyof Draft] : undefined;
  return Array.isArray(value) ? (value as unknown[])[Number(index)] : value;
}
