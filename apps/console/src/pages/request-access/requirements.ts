import { isoText } from '../../shared/duration-text.js';
import { rangeText } from './draft.js';
import type { Limits } from './draft.js';

/** What a policy requires, in plain words. @param isDecided - whether people decide, so that there is a time to do it in */
export function requirements(limits: NonNullable<Limits>, isDecided: boolean): string[] {
  const { requestTtl, justification, mfa } = limits;
  const fresh = `proved within ${isoText(mfa.maxAge)}`;
  const yours = [...(mfa.onRequest ? ['to request it'] : []), ...(mfa.onCheckOut ? ['to check it out'] : [])];
  return [
    `Access for ${rangeText(limits)}.`,
    ...(justification === 'required' ? ['You must say why.'] : []),
    ...(yours.length ? [`You need a second factor ${yours.join(' and ')}, ${fresh}.`] : []),
    ...(mfa.onApproval ? [`Approvers need a second factor, ${fresh}.`] : []),
    ...(isDecided ? [`It expires if nobody decides within ${isoText(requestTtl)}.`] : []),
  ];
}
