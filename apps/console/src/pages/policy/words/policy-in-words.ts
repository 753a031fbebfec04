import { isoSeconds, isoText } from '../../../shared/duration-text.js';
import type { PolicyContent } from '../policy-types.js';
import { conditionInWords, stepInWords } from './parts-in-words.js';
import { listed } from './word-lists.js';

/** Some sentences about one side of a policy. */
export interface Passage {
  heading: string;
  sentences: string[];
}

/** The whole of a policy's content in plain sentences: everything that it decides is said. */
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
    enabled ? 'It is in force and governs requests for:' : 'It is switched off. In force, it would govern:',
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
      ? 'Its time runs from the approval, or from a later start that was asked for.'
      : `Its time runs from the check-out, which must happen within ${isoText(useBy ?? '')}.`,
    checkOut.exclusive
      ? 'While one person has the account checked out, nobody else can check it out.'
      : 'Several people may have the account checked out at the same time.',
    `A request that is not decided within ${isoText(requestTtl)} expires.`,
  ];
}
