import type { EventBody } from '@countersign/contracts';
import { erasedRanges, eventHash, genesisHash, PositionRanges } from '@countersign/proof';
import type { PositionRange } from '@countersign/proof';
import { contradictionOfText, differingColumn, parsedBody } from './columns.js';
import type { TextColumns } from './columns.js';
import type { EventColumns, Verification } from './event-log.js';

/** The whole head row of a log. */
export interface LogState {
  position: number;
  hash: string;
  recordedAtMicros: number;
  logId: string;
  logName: string;
  /** How often personal data was erased. */
  erasures: number;
}

/** Every column of a stored event, and the rows of its memberships. */
export interface VerifiableEvent extends EventColumns, TextColumns {
  position: number;
  recordedAtMicros: number;
  body: string;
  hash: string;
}

/** What verification reads: pages of events by position, and the head. */
export interface VerifiableLog {
  /** At most `limit` events with a greater position (null: from the first). */
  verifiable(afterPosition: number | null, limit: number): Promise<VerifiableEvent[]>;
  /** The first position that a membership names although no event has it. */
  strayMembership(): Promise<number | undefined>;
  state(): Promise<LogState>;
}

type Broken = Extract<Verification, { intact: false }>;

const PAGE = 1_000;

/**
 * Verifies a whole log, page by page: every column and membership against the hashed body, every private text against its
 * hash, every hash against the chain, the present and the missing texts against the recorded erasures, and the end
 * against the head. Appends may continue meanwhile. A log that was cut, with a matching older head, is intact in itself:
 * only readers that keep a (position, hash) of their own (mirrors, cursors) find that.
 */
export async function verifyChain(log: VerifiableLog): Promise<Verification> {
  const { logId, logName } = await log.state();
  const walk: Walk = {
    position: 0,
    hash: genesisHash(logId, logName),
    recordedAtMicros: 0,
    after: null,
    missing: new PositionRanges(),
    present: new PositionRanges(),
    erased: [],
    erasures: 0,
  };
  for (;;) {
    const before = await log.state();
    const broken = await walkToEnd(log, walk);
    if (broken) return broken;
    const head = await log.state();
    if (head.position > walk.position && walk.position >= before.position) continue; // appended meanwhile
    return compareErasures(walk) ?? (await findStrayMembership(log)) ?? compareWithHead(walk, head);
  }
}

/** The progress of the verification. */
interface Walk {
  position: number;
  hash: string;
  recordedAtMicros: number;
  after: number | null;
  /** Positions whose private text is missing. */
  missing: PositionRanges;
  /** Positions whose private text is present. */
  present: PositionRanges;
  /** Positions whose text was erased according to the recorded events. */
  erased: PositionRange[];
  erasures: number;
}

async function walkToEnd(log: VerifiableLog, walk: Walk): Promise<Broken | undefined> {
  for (;;) {
    const page = await log.verifiable(walk.after, PAGE);
    if (!page.length) return undefined;
    for (const event of page) {
      const broken = checkEvent(event, walk);
      if (broken) return broken;
      walk.position = walk.after = event.position;
      walk.hash = event.hash;
      walk.recordedAtMicros = event.recordedAtMicros;
    }
  }
}

function checkEvent(event: VerifiableEvent, walk: Walk): Broken | undefined {
  const { position, hash, recordedAtMicros } = walk;
  const expected = position + 1;
  if (event.position > expected) return broken(expected, 'removed', `no event has position ${expected}`);
  if (event.position < expected)
    return broken(event.position, 'inserted', `position ${event.position} cannot exist`);
  const body = parsedBody(event.body);
  if (!body) return broken(expected, 'changed', 'the body is not that of an event');
  const column = differingColumn(event, body);
  if (column) return broken(expected, 'changed', `column ${column} differs from the body that was hashed`);
  const text = contradictionOfText(event, body) ?? missingText(event, body);
  if (text) return broken(expected, 'changed', text);
  if (event.recordedAtMicros < recordedAtMicros)
    return broken(expected, 'changed', 'recorded_at is before that of the previous event');
  noteTexts(walk, event, body);
  const computed = eventHash({ ...event, previousHash: hash });
  if (computed === event.hash) return undefined;
  return broken(
    expected,
    'changed',
    'body, recorded_at, hash or order is not what was recorded: the chain breaks here',
  );
}

function missingText(
  { private: text, isErased }: TextColumns,
  { privateHash }: EventBody,
): string | undefined {
  const isMissing = text === null && privateHash !== null && !isErased;
  return isMissing ? 'the private text is missing, and was not erased' : undefined;
}

function noteTexts(walk: Walk, event: VerifiableEvent, body: EventBody): void {
  if (event.isErased) walk.missing.add(event.position);
  if (event.private !== null) walk.present.add(event.position);
  walk.erased.push(...erasedRanges(body, event.position));
  if (body.type === 'personal_data.erased') walk.erasures++;
}

/** A text must be missing if a later event says that it was erased, and must not be missing otherwise. */
function compareErasures({ missing, present, erased }: Walk): Broken | undefined {
  const unrecorded = missing.firstOutside(erased);
  if (unrecorded !== undefined)
    return broken(unrecorded, 'changed', 'the private text is missing, and no event records its erasure');
  const returned = present.firstInside(erased);
  if (returned !== undefined)
    return broken(returned, 'changed', 'the private text was erased, and is there again');
  return undefined;
}

async function findStrayMembership(log: VerifiableLog): Promise<Broken | undefined> {
  const stray = await log.strayMembership();
  if (stray === undefined) return undefined;
  return broken(stray, 'inserted', 'a stream names an event that does not exist');
}

function compareWithHead(walk: Walk, head: LogState): Verification {
  const { position, hash } = head;
  if (walk.position < position)
    return broken(
      walk.position + 1,
      'removed',
      `the head is at ${position}, the last event at ${walk.position}`,
    );
  if (walk.position > position)
    return broken(position + 1, 'inserted', `events up to ${walk.position} are behind the head`);
  if (walk.hash !== hash)
    return broken(position, 'head-differs', 'the hash of the head is not that of the last event');
  if (position && walk.recordedAtMicros !== head.recordedAtMicros)
    return broken(position, 'head-differs', 'the time of the head is not that of the last event');
  if (walk.erasures !== head.erasures)
    return broken(position, 'head-differs', 'the head counts other erasures than the events record');
  return { intact: true, head: { position, hash } };
}

function broken(position: number, kind: Broken['kind'], detail: string): Broken {
  return { intact: false, position, kind, detail };
}
