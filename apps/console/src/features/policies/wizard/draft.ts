import type { Approver, PolicyContent } from '../policy-types.js';

/** List items have keys, so that they can be moved. */
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
  /** A text while it is not a number. */
  requiredApprovals: number | string;
}

/** A policy while it is being written: missing values are empty. Field paths are those of the API. */
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

/** A new policy: the API's defaults, one empty condition and one empty step. */
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

/** The draft of a saved policy. */
export function draftOf(content: PolicyContent): Draft {
  return {
    ...content,
    description: content.description ?? '',
    useBy: content.useBy ?? '',
    conditions: content.conditions.map((condition) => ({ ...emptyCondition(), ...condition })),
    steps: content.steps.map((step) => ({ ...emptyStep(), ...step })),
  };
}

/** The content to send, without empty values and without values that have no effect. */
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

/** A list with one item moved to another position. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.toSpliced(from, 1);
  const item = list.slice(from, from + 1);
  return rest.toSpliced(Math.max(0, Math.min(to, rest.length)), 0, ...item);
}

/** Approvers with a new set of ids of one type; kept approvers keep their positions, new ones come last. */
export function withApprovers(
  approvers: readonly Approver[],
  type: Approver['type'],
  ids: readonly string[],
): Approver[] {
  const kept = approvers.filter((approver) => approver.type !== type || ids.includes(approver.id));
  const added = ids.filter((id) => !kept.some((approver) => approver.type === type && approver.id === id));
  return [...kept, ...added.map((id) => ({ type, id }))];
}
