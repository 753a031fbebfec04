import type { EventBody } from '@countersign/contracts';
import { eventHash, genesisHash } from '@countersign/proof';
import type { Verification } from './event-log.js';

/** The head row of a log, whole. */
export interface LogState {
  position: number;
  hash: string;
  recordedAtMicros: number;
  logId: string;
  logName: string;
}

/** Every column of a stored event. */
export interface VerifiableEvent {
  position: number;
  id: string;
  stream: string;
  version: number;
  type: string;
  schemaVersion: number;
  recordedAtMicros: number;
  body: string;
  hash: string;
}

/** What verification reads: pages of events in order of position, and the head. */
export interface VerifiableLog {
  /** Events with a greater position (null: all there are), at most `limit`. */
  verifiable(afterPosition: number | null, limit: number): Promise<VerifiableEvent[]>;
  state(): Promise<LogState>;
}

type Broken = Extract<Verification, { intact: false }>;

const PAGE = 1_000;

/**
 * Walks a whole log, in pages: every column against the body that was hashed, every hash against the chain, the
 * end against the head. Appends may go on meanwhile. A log cut and given a matching older head is intact in
 * itself: that is found by those who keep a (position, hash) of their own (mirrors, cursors).
 */
export async function verifyChain(log: VerifiableLog): Promise<Verification> {
  const { logId, logName } = await log.state();
  const walk: Walk = { position: 0, hash: genesisHash(logId, logName), recordedAtMicros: 0, after: null };
  for (;;) {
    const before = await log.state();
    const broken = await walkToEnd(log, walk);
    if (broken) return broken;
    const head = await log.state();
    if (head.position > walk.position && walk.position >= before.position) continue; // appended meanwhile
    return compareWithHead(walk, head);
  }
}

/** How far the walk has come. */
interface Walk {
  position: number;
  hash: string;
  recordedAtMicros: number;
  after: number | null;
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

function checkEvent(event: VerifiableEvent, { position, hash }: Walk): Broken | undefined {
  const expected = position + 1;
  if (event.position > expected) return broken(expected, 'removed', `no event has position ${expected}`);
  if (event.position < expected)
    return broken(event.position, 'inserted', `position ${event.position} cannot be`);
  const column = differingColumn(event);
  if (column) return broken(expected, 'changed', `column ${column} differs from the body that was hashed`);
  const computed = eventHash({ ...event, previousHash: hash });
  if (computed === event.hash) return undefined;
  return broken(
    expected,
    'changed',
    'body, recorded_at, hash or order is not what was recorded: the chain breaks here',
  );
}

function differingColumn(event: VerifiableEvent): string | undefined {
  const body = parsed(event.body);
  if (!body) return 'body';
  return (['id', 'stream', 'version', 'type', 'schemaVersion'] as const).find(
    (column) => event[column] !== body[column],
  );
}

function parsed(body: string): EventBody | undefined {
  try {
    return JSON.parse(body) as EventBody;
  } catch {
    return undefined;
  }
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
    return broken(position + 1, 'inserted', `events up to ${walk.position} lie behind the head`);
  if (walk.hash !== hash)
    return broken(position, 'head-differs', 'the hash of the head is not that of the last event');
  if (position && walk.recordedAtMicros !== head.recordedAtMicros)
    return broken(position, 'head-differs', 'the time of the head is not that of the last event');
  return { intact: true, head: { position, hash } };
}

function broken(position: number, kind: Broken['kind'], detail: string): Broken {
  return { intact: false, position, kind, detail };
}
