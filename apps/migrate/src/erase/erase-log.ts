import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';
import { eraseTexts } from '@countersign/event-log';
import { beginErasure } from '@countersign/consumers';
import { eventsUpTo } from './log-reader.js';
import type { OpenRequests } from './open-requests.js';
import { Selection } from './selection.js';
import type { Selected, Whose } from './selection.js';

/** The texts to erase, and what is recorded about the erasure. */
export interface ErasureWish {
  whose: Whose;
  /** The name that the operator gave. */
  by: string;
  reason: string;
}

/** A log up to a position, and the requests that were not over at that position. */
export interface LogToErase {
  log: LogName;
  end: number;
  open: OpenRequests;
  ownerRole: string;
}

export interface ErasedLog {
  log: LogName;
  /** How many events lost their texts. */
  events: number;
  /** Issuers of the person in the erased events. */
  issuers: string[];
  /** Other issuers that have a person with the same id, whose events keep their texts. */
  otherIssuers: string[];
  /** How many events kept their texts, by request. */
  left: ReadonlyMap<string, number>;
}

/** Erases the texts of a log in portions, while the log is being read. */
export async function eraseLog(
  admin: ClientBase,
  { log, end, open, ownerRole }: LogToErase,
  { whose, by, reason }: ErasureWish,
): Promise<ErasedLog> {
  const selection = new Selection(whose, open);
  const issuers = new Set<string>();
  let events = 0;
  const erase = async (selected: Selected[]): Promise<void> => {
    for (const { person, ranges } of selected) {
      if (events === 0) await beginErasure(admin, { log, ownerRole });
      const before = whose.kind === 'before' ? whose.before : null;
      events += await eraseTexts(admin, { log, ranges, person, before, by, reason, ownerRole });
      if (person) issuers.add(person.issuer);
    }
  };
  for await (const page of eventsUpTo(admin, log, end)) await erase(selection.add(page));
  await erase(selection.rest());
  return {
    log,
    events,
    issuers: [...issuers].sort(),
    otherIssuers: [...selection.otherIssuers].sort(),
    left: selection.left,
  };
}
