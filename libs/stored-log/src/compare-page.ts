import type { EventBody } from '@countersign/contracts';
import { sameMemberships } from './columns.js';
import { compareEvent } from './compare-event.js';
import type { Finding } from './finding.js';
import type { LogEnd, StoredEventRow, StoredPage } from './stored-rows.js';

/** A range of positions, both included. */
export interface Range {
  first: number;
  last: number;
}

/** The first thing that is wrong in a page, and the bodies of the events before it. */
export interface ComparedPage {
  finding: Finding | undefined;
  bodies: EventBody[];
}

type Before = LogEnd & { recordedAtMicros: number };

/**
 * Compares the rows of a range: every column, membership and hash against the body, the memberships in both directions,
 * and the commands against the events that they appended. The hash before the range is taken as it is stored: the
 * comparison of the range before it checks that hash.
 * @param genesis - what is before position 1
 */
export function comparePage(page: StoredPage, range: Range, genesis: Before): ComparedPage {
  const bodies: EventBody[] = [];
  let before = range.first === 1 ? genesis : page.before;
  if (!before) return { finding: missing(range.first - 1), bodies };
  for (let i = 0; i <= range.last - range.first; i++) {
    const event = page.events[i];
    if (event?.position !== range.first + i) return { finding: missing(range.first + i), bodies };
    const compared = compareRow(event, before);
    if (compared.wrong !== undefined) return { finding: changed(event.position, compared.wrong), bodies };
    bodies.push(compared.body);
    before = event;
  }
  return { finding: compareCommands(page, range), bodies };
}

function compareRow(event: StoredEventRow, before: Before): ReturnType<typeof compareEvent> {
  const compared = compareEvent(event, before.hash);
  if (compared.wrong !== undefined) return compared;
  const { body } = compared;
  if (!sameMemberships(event.memberships, body.streams))
    return { wrong: 'the memberships differ from the body that was hashed' };
  const stray = event.memberships.find(({ follows }) => !follows);
  if (stray)
    return {
      wrong: `it cannot be version ${stray.version} of ${stray.id}, after the other events of that stream`,
    };
  if (event.textHash === null && body.privateHash !== null && !event.isErased)
    return { wrong: 'the private text is missing, and was not erased' };
  if (event.recordedAtMicros < before.recordedAtMicros)
    return { wrong: 'recorded_at is before that of the previous event' };
  return compared;
}

/** Every position belongs to exactly one command, which was recorded at the same time. */
function compareCommands({ commands, events }: StoredPage, { first, last }: Range): Finding | undefined {
  let next = first;
  for (const command of commands) {
    const follows = command.first === next || (next === first && command.first < first);
    if (!follows || command.last < next) return changed(next, NO_COMMAND);
    for (; next <= Math.min(command.last, last); next++)
      if (events[next - first]?.recordedAtMicros !== command.recordedAtMicros)
        return changed(next, OTHER_TIME);
  }
  return next <= last ? changed(next, NO_COMMAND) : undefined;
}

const NO_COMMAND = 'not exactly one command says that it appended the event';
const OTHER_TIME = 'the command that appended the event has another time';

const missing = (position: number): Finding => ({
  position,
  kind: 'removed',
  detail: `no event has position ${position}`,
});

const changed = (position: number, detail: string): Finding => ({ position, kind: 'changed', detail });
