import type { Approver, PolicyContent } from '../policy-types.js';

/** Items of lists have keys of their own, so that they may be moved. */
interface Keyed {
  key: string;
}
export interface DraftCondition extends Keyed {
  resourceNames: string[];
  accountNames: string[];
}
export interface DraftStep extends Keyed {
  name: string;
  approvers: Approver[];
  /** A text while nothing sensible is there. */
  requiredApprovals: number | string;
}

/** A policy while somebody writes it: what can be missing is empty. Paths are those of the API. */
export interface Draft extends Omit<
  PolicyContent,
  'description' | 'priority' | 'conditions' | 'steps' | 'useBy'
> {
  description: string;
  priority: number | string;
  conditions: DraftCondition[];
  steps: DraftStep[];
  useBy: string;
}

const newKey = (): string => crypto.randomUUID();

export const emptyCondition = (): DraftCondition => ({ key: newKey(), resourceNames: [], accountNames: [] });
export const emptyStep = (): DraftStep => ({ key: newKey(), name: '', approvers: [], requiredApprovals: 1 });

/** What a new policy begins with: the API's defaults, and room for one condition and one step. */
export const emptyDraft = (): Draft => ({
  name: '',
  description: '',
  enabled: true,
  priority: 0,
  conditions: [emptyCondition()],
  maxAccessDuration: '',
  minAccessDuration: 'PT1S',
  requestTtl: 'PT24H',
  steps: [emptyStep()],
  justification: 'optional',
  allowSelfApproval: false,
  distinctApprovers: true,
  mfa: { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' },
  accessStarts: 'approval',
  useBy: '',
  checkOut: { exclusive: false },
});

/** A saved policy, to be edited. */
export function draftOf(content: PolicyContent): Draft {
  return {
    ...content,
    description: content.description ?? '',
    useBy: content.useBy ?? '',
    conditions: content.conditions.map((condition) => ({ ...emptyCondition(), ...condition })),
    steps: content.steps.map((step) => ({ ...emptyStep(), ...step })),
  };
}

/** What is sent: what is empty, or has no meaning beside the rest, is left out. */
export function contentOf(draft: Draft): PolicyContent {
  const { description, useBy, conditions, steps, mfa, ...others } = draft;
  return {
    ...others,
    name: draft.name.trim(),
    priority: Number(draft.priority),
    ...(description.trim() !== '' && { description }),
    ...(draft.accessStarts === 'check-out' && { useBy }),
    mfa: { ...mfa, maxAge: mfa.maxAge || 'PT5M' },
    conditions: conditions.map(({ resourceNames, accountNames }) => ({
      ...(resourceNames.length > 0 && { resourceNames }),
      ...(accountNames.length > 0 && { accountNames }),
    })),
    steps: steps.map(({ name, approvers, requiredApprovals }) => ({
      ...(name.trim() !== '' && { name: name.trim() }),
      approvers,
      requiredApprovals: Number(requiredApprovals),
    })),
  };
}

/** A list with one item at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.toSpliced(from, 1);
  const item = list.slice(from, from + 1);
  return rest.toSpliced(Math.max(0, Math.min(to, rest.length)), 0, ...item);
}

/** Approvers with other ids of one type; those that stay keep their places, new ones come last. */
export function withApprovers(
  approvers: readonly Approver[],
  type: Approver['type'],
  ids: readonly string[],
): Approver[] {
  const stay = approvers.filter((one) => one.type !== type || ids.includes(one.id));
  const come = ids.filter((id) => !approvers.some((one) => one.type === type && one.id === id));
  return [...stay, ...come.map((id) => ({ type, id }))];
}
