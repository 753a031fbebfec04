import type { LogName } from '@countersign/contracts';
import type { Try } from '../load/history.js';
import type { Observed, StoredEvent } from '../observe/observed.js';
import { CLOCKS_DIFFER_MS } from './decisions.js';
import { doneBy, timeOf } from './lives.js';
import type { Life } from './lives.js';
import { senderOf } from './stored-commands.js';

/** The duration of a call, from sending to answer; ms since 1970. */
export interface Moment {
  sentAt: number;
  answeredAt: number;
}

export const momentOf = ({ sentAt, endedAt }: Try): Moment => ({ sentAt, answeredAt: endedAt ?? Infinity });

/** Whether an instant had passed when the call was answered, by any clock of the installation. */
export const hadCome = (instant: number, { answeredAt }: Moment): boolean =>
  instant <= answeredAt + CLOCKS_DIFFER_MS;

/** Whether an instant was in the future when the call was sent. */
export const wasToCome = (instant: number, { sentAt }: Moment): boolean =>
  instant >= sentAt - CLOCKS_DIFFER_MS;

/**
 * The states that a call may have seen: each is the content of a stream at one time. The earliest includes everything
 * known to be done before the call was sent, the latest everything recorded before its answer.
 */
export function statesMet(
  observed: Observed,
  life: Life,
  log: 'request' | 'approval',
  moment: Moment,
): StoredEvent[][] {
  const stream = life[log];
  const seen = stream.findLastIndex((event) => wasKnown(observed, life, log, event, moment.sentAt));
  const recorded = stream.findLastIndex((event) => hadCome(timeOf(event), moment));
  const count = Math.max(recorded, seen) - seen + 1;
  return Array.from({ length: count }, (_, i) => stream.slice(0, seen + 1 + i));
}

/** Known from the answer of its command, or, for an event that a service stored, from an answer that shows it. */
function wasKnown(observed: Observed, life: Life, log: LogName, event: StoredEvent, at: number): boolean {
  const sender = senderOf(observed, log, event.position);
  if (sender) return doneBy(sender) < at;
  return log === 'request' && followsEnd(event) && endShownBy(life) < at;
}

const FOLLOWED = ['approved', 'rejected', 'cancelled', 'expired'].map((end) => `request.${end}`);
const followsEnd = ({ type }: StoredEvent): boolean => FOLLOWED.includes(type) || type === 'access.granted';

/** When the first answer came that shows the end of the request itself, in ms since 1970; Infinity if none did. */
export function endShownBy({ commands }: Life): number {
  const shown = commands.flatMap(({ tries }) =>
    tries
      .filter(({ said }) => said?.request && said.request.status !== 'pending')
      .map(({ endedAt }) => endedAt ?? Infinity),
  );
  return Math.min(...shown, Infinity);
}
