import type { LogName } from '@countersign/contracts';
import type { Try } from '../../../load/history.js';
import type { Observed, Row, StoredEvent } from '../../../observe/observed.js';
import { dataOf } from '../../lives.js';
import type { GoodRun } from '../good-run.js';

/** A way to break a correct run, the check that must find it, and its expected finding. */
export type Broken = [check: string, what: string, breakIt: (run: GoodRun) => void, finding: RegExp];

export type Data = Record<string, unknown> & { decision: Record<string, unknown> };

export const find = ({ observed }: GoodRun, log: LogName, type: string, nth = 0): StoredEvent => {
  const found = observed.logs[log].events.filter((event) => event.type === type).at(nth);
  if (!found) throw new Error(`the good run has no ${type}`);
  return found;
};
export const data = (event: StoredEvent): Data => dataOf<Data>(event);
export const remove = ({ observed }: GoodRun, log: LogName, event: StoredEvent): void => {
  observed.logs[log].events = observed.logs[log].events.filter((one) => one !== event);
};
/** Repeats an event at the end of its log. */
export const repeat = ({ observed }: GoodRun, log: LogName, event: StoredEvent): void => {
  observed.logs[log].events.push({ ...event, position: observed.logs[log].events.length + 1 });
};
export const commandAt = ({ observed }: GoodRun, log: LogName, { position }: StoredEvent) =>
  observed.logs[log].commands.findIndex(({ first, last }) => first <= position && position <= last);
export const lastTry = ({ tries }: { tries: Try[] }): Try => tries.at(-1) as Try;
/** Moves an event to a minute after it was sent and answered. */
export const later = (one: Try, by = 60_000): void =>
  void Object.assign(one, { sentAt: one.sentAt + by, endedAt: one.sentAt + by + 50 });
export const earlier = (one: Try): void => later(one, -60_000);
export const table = (observed: Observed, name: string, of: 'grown' | 'rebuilt' = 'rebuilt'): Row[] =>
  observed[of].tables[name] ?? [];
