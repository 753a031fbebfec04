import type { AuditFeedSelection, CloudEvent } from '@countersign/contracts';

/** Which events are wanted. */
export type FeedFilter = Pick<AuditFeedSelection, 'type' | 'subject' | 'from' | 'to'>;

/** Whether an event is wanted by its type and stream. */
export function isWanted({ type, subject }: CloudEvent, wanted: FeedFilter): boolean {
  if (wanted.subject !== undefined && subject !== wanted.subject) return false;
  return wanted.type === undefined || wanted.type.some((one) => isOfType(type, one));
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** Whether it was recorded before the wanted time begins. */
export const isTooEarly = ({ time }: CloudEvent, { from }: FeedFilter): boolean =>
  from !== undefined && inMilliseconds(time) < from;

/** Whether it was recorded when the wanted time was over; so was all that follows it in its log. */
export const isTooLate = ({ time }: CloudEvent, { to }: FeedFilter): boolean =>
  to !== undefined && inMilliseconds(time) >= to;

/** Events have microseconds, clients ask in milliseconds. */
const inMilliseconds = (time: string): string => `${time.slice(0, 23)}Z`;
