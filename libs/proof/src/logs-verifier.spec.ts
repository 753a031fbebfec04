import type { CloudEvent } from '@countersign/contracts';
import { genesisHash, sha256Hex } from './chain.js';
import { NotAnEvent, readEvent } from './audited-event.js';
import { KeptHeads } from './kept-heads.js';
import { LogsVerifier } from './logs-verifier.js';
import type { VerifierOptions } from './logs-verifier.js';
import { chained, rehashed } from './chained-events.fake.js';

const EVENTS = chained(6);
const LAST = EVENTS[5]!;

const findings = (events: unknown[], options: VerifierOptions = {}) => {
  const verifier = new LogsVerifier({ logs: ['request'], ...options });
  for (const event of events) verifier.take(readEvent(event));
  return verifier.end();
};
const found = (events: unknown[], options?: VerifierOptions) => findings(events, options).logs[0];

const keptAt = (...events: CloudEvent[]): KeptHeads => {
  const kept = new KeptHeads();
  const heads = events.map(({ sequence, hash }) => ({
    log: 'request' as const,
    position: Number(sequence),
    hash,
  }));
  kept.add({ iss: 'https://countersign.example', iat: 1_769_850_000, heads });
  return kept;
};

/** The events with event number n as `change` makes it. */
const changed = (n: number, change: (event: CloudEvent) => object): CloudEvent[] =>
  EVENTS.map((event, i) => (i === n - 1 ? { ...event, ...change(event) } : event));

const without = (n: number): CloudEvent[] => EVENTS.filter((_, i) => i !== n - 1);
const renumbered = (events: CloudEvent[]): CloudEvent[] =>
  events.map((event, i) => ({ ...event, sequence: String(i + 1) }));
const rechained = (events: CloudEvent[]): CloudEvent[] =>
  renumbered(events).reduce<CloudEvent[]>((done, event) => {
    const previoushash = done.at(-1)?.hash ?? event.previoushash;
    return [...done, rehashed({ ...event, previoushash })];
  }, []);
const swapped = (): CloudEvent[] => [0, 1, 2, 4, 3, 5].map((i) => EVENTS[i]!);
const elsewhere = [{ id: 'note-4', version: 7 }];
const stranger = { ...rehashed({ ...EVENTS[3]!, data: { ...EVENTS[3]!.data, streams: elsewhere } }) };
const added = (): CloudEvent[] => [...EVENTS.slice(0, 3), stranger, ...EVENTS.slice(3)];

it('an untouched log is intact up to its head', () => {
  const start = { position: 0, hash: EVENTS[0]!.previoushash };
  const head = { position: 6, hash: LAST.hash };
  expect(findings(EVENTS)).toEqual({
    intact: true,
    logs: [{ intact: true, log: 'request', start, head, events: 6, checkpoints: 0 }],
  });
});

const body = (more: object) => (event: CloudEvent) => ({ data: { ...event.data, ...more } });

it.each<[string, (event: CloudEvent) => object]>([
  ['actor', body({ actor: { kind: 'service', id: 'nobody' } })],
  ['causationId', body({ causationId: 'x' })],
  ['correlationId', body({ correlationId: 'x' })],
  ['data', body({ data: { text: 'text 5' } })],
  ['id, in both places', (event) => ({ id: 'x', ...body({ id: 'x' })(event) })],
  ['streams', body({ streams: elsewhere })],
  ['privateHash', body({ privateHash: '0'.repeat(64) })],
  ['a member more in the body', body({ note: 'added' })],
  ['id', () => ({ id: 'x' })],
  ['type', () => ({ type: 'test.other' })],
  ['subject', () => ({ subject: 'note-5' })],
  ['dataschema', () => ({ dataschema: 'urn:countersign:event:test.noted:2' })],
  ['traceparent', () => ({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' })],
  ['time, by a microsecond', () => ({ time: '2026-01-31T09:00:00.000005Z' })],
  ['hash', () => ({ hash: '0'.repeat(64) })],
  ['previoushash', () => ({ previoushash: '0'.repeat(64) })],
  ['a member beside data that the hash does not cover', () => ({ approvedby: 'mallory' })],
  ['the installation', () => ({ source: 'countersign/other/request' })],
])('a change of one event is found: %s', (_, change) => {
  expect(found(changed(4, change))).toMatchObject({ intact: false, position: 4, kind: 'changed' });
});

/** A log whose hashes somebody recomputed to fit. */
describe('a log whose hashes all fit', () => {
  const streamsOf4 = (id: string, version: number) =>
    rechained(changed(4, body({ streams: [{ id, version }] }))).map((event, i) =>
      i === 3 ? { ...event, subject: id } : event,
    );
  const idOf4 = (id: string) => changed(4, (event) => ({ ...body({ id })(event), id }));

  it('has the versions of each stream in order', () => {
    expect(found(streamsOf4('note-4', 2))).toMatchObject({ intact: false, position: 4, kind: 'changed' });
    expect(found(streamsOf4('note-3', 3))).toMatchObject({ intact: false, position: 4, kind: 'changed' });
    expect(found(streamsOf4('note-3', 1))).toMatchObject({ intact: false, position: 4, kind: 'changed' });
    expect(found(streamsOf4('note-3', 2))).toMatchObject({ intact: true });
  });

  it('has each id once', () => {
    expect(found(rechained(idOf4(EVENTS[1]!.id)))).toMatchObject({ intact: false, position: 4 });
    expect(found(rechained(idOf4('another')))).toMatchObject({ intact: true });
  });

  it('has times that never go back', () => {
    const early = rechained(changed(4, () => ({ time: '2026-01-31T09:00:00.000002Z' })));
    expect(found(early)).toMatchObject({ intact: false, position: 4 });
  });

  it('may begin with any version where the events do not begin with the first', () => {
    const later = streamsOf4('note-3', 7);
    const starts = { request: { position: 3, hash: later[2]!.hash } };
    expect(found(later.slice(3), { starts })).toMatchObject({ intact: true });
  });
});

it('a change with a recomputed hash is found at the next event', () => {
  const events = changed(4, (event) => rehashed({ ...event, ...body({ correlationId: 'x' })(event) }));
  expect(found(events)).toMatchObject({ position: 5, kind: 'changed' });
});

it.each<[string, CloudEvent[], object]>([
  ['taken out', without(4), { position: 4, kind: 'removed' }],
  ['the first taken out', without(1), { position: 1, kind: 'removed' }],
  ['taken out, those after it renumbered', renumbered(without(4)), { position: 4, kind: 'changed' }],
  ['put in', added(), { position: 4, kind: 'inserted' }],
  ['put in, those after it renumbered', renumbered(added()), { position: 4, kind: 'inserted' }],
  ['put in as it was before', [...EVENTS, EVENTS[1]!], { position: 2, kind: 'inserted' }],
  [
    'put in with a hash that does not fit',
    [...EVENTS.slice(0, 3), { ...stranger, hash: '0'.repeat(64) }, ...EVENTS.slice(3)],
    { position: 4, kind: 'inserted' },
  ],
  ['given in another order', swapped(), { position: 4, kind: 'reordered' }],
  ['put into another order', renumbered(swapped()), { position: 4, kind: 'reordered' }],
])('an event %s', (_, events, expected) => {
  expect(found(events)).toMatchObject({ intact: false, ...expected });
});

describe('against kept checkpoints', () => {
  const kept = keptAt(EVENTS[2]!, LAST);

  it('an untouched log contains each of them', () => {
    expect(found(EVENTS, { kept })).toMatchObject({ intact: true, checkpoints: 2 });
  });

  it('a log cut at its end is intact in itself, but truncated by the kept checkpoints', () => {
    expect(found(EVENTS.slice(0, 4))).toMatchObject({ intact: true });
    expect(found(EVENTS.slice(0, 4), { kept })).toMatchObject({ position: 5, kind: 'truncated' });
    expect(found([], { kept })).toMatchObject({ position: 1, kind: 'truncated' });
  });

  it('a log rewritten with correct hashes is intact in itself, but rewritten by the kept checkpoints', () => {
    const rewritten = rechained(changed(5, body({ correlationId: 'x' })));
    expect(found(rewritten)).toMatchObject({ intact: true });
    expect(found(rewritten, { kept })).toMatchObject({ position: 6, kind: 'rewritten' });
  });

  it('a log that was recreated from the beginning is found to be rewritten', () => {
    const remade = chained(7, (n) => `other ${n}`);
    expect(found(remade, { kept })).toMatchObject({ position: 3, kind: 'rewritten' });
    const pinned = new KeptHeads();
    const heads = [{ log: 'request' as const, position: 0, hash: genesisHash('0'.repeat(32), 'request') }];
    pinned.add({ iss: '', iat: 0, heads });
    expect(found(remade, { kept: pinned })).toMatchObject({ position: 0, kind: 'rewritten' });
    pinned.add({ iss: '', iat: 0, heads: [{ log: 'request', position: 1, hash: LAST.hash }] });
    expect(found(remade, { kept: pinned })).toMatchObject({ position: 0 });
  });

  it('two checkpoints that contradict each other cannot both hold', () => {
    const two = keptAt(EVENTS[2]!, { ...EVENTS[2]!, hash: '0'.repeat(64) });
    expect(found(EVENTS, { kept: two })).toMatchObject({ position: 3, kind: 'rewritten' });
  });
});

it('events from the middle on are verified from a known position', () => {
  const start = { position: 3, hash: EVENTS[2]!.hash };
  const rest = EVENTS.slice(3);
  expect(found(rest, { starts: { request: start } })).toMatchObject({ intact: true, events: 3, start });
  expect(found(rest)).toMatchObject({ position: 1, kind: 'removed' });
  const other = { position: 3, hash: EVENTS[1]!.hash };
  expect(found(rest, { starts: { request: other } })).toMatchObject({ position: 4, kind: 'changed' });
});

it('each log is verified separately, in whatever order their events come', () => {
  const policies = chained(3, undefined, 'policy');
  const mixed = [policies[0], ...EVENTS.slice(0, 4), policies[2], ...EVENTS.slice(4)];
  const { intact, logs } = findings(mixed, { logs: ['policy', 'request', 'approval'] });
  expect(intact).toBe(false);
  expect(logs).toMatchObject([
    { log: 'policy', intact: false, position: 2, kind: 'removed' },
    { log: 'request', intact: true, events: 6 },
    { log: 'approval', intact: true, events: 0, head: null },
  ]);
});

describe('a private text', () => {
  const text = (n: number) => JSON.stringify({ name: `Person ${n}`, salt: 'AAAAAAAAAAAAAAAAAAAAAA' });
  const personal = EVENTS.map((event, i) => {
    const data = { ...event.data, privateHash: sha256Hex(text(i + 1)) };
    return { ...event, data, private: text(i + 1) };
  });
  const withTexts = rechained(personal);
  /** The events without the texts at these positions. */
  const erasedAt = (...positions: number[]): CloudEvent[] =>
    withTexts.map((event) => {
      const { private: _, ...rest } = event;
      return positions.includes(Number(event.sequence)) ? rest : event;
    });
  /** The record of an erasure, as the next event after these. */
  const recording = (events: CloudEvent[], ...ranges: [number, number][]): CloudEvent[] => {
    const before = events.at(-1)!;
    const type = 'personal_data.erased';
    const data = { ranges, person: null, before: null, by: 'root', reason: 'asked' };
    const id = `erasure-${events.length + 1}`;
    const erasure = {
      ...LAST,
      id,
      subject: id,
      type,
      dataschema: `urn:countersign:event:${type}:1`,
      sequence: String(events.length + 1),
      previoushash: before.hash,
      data: { ...LAST.data, id, streams: [{ id, version: 1 }], type, data },
    };
    return [...events, rehashed(erasure)];
  };

  it('is verified by its recorded hash', () => {
    expect(found(withTexts)).toMatchObject({ intact: true, events: 6 });
  });

  it.each<[string, object]>([
    ['another one', { private: text(5) }],
    ['where there was none', { data: { ...EVENTS[3]!.data, privateHash: null } }],
  ])('is found when it differs from the recorded checkpoint: %s', (_, change) => {
    const events = withTexts.map((event, i) => (i === 3 ? { ...event, ...change } : event));
    expect(found(events)).toMatchObject({ intact: false, position: 4, kind: 'changed' });
  });

  it('that was added to an event without a private text is found', () => {
    const events = changed(4, () => ({ private: text(4) }));
    expect(found(events)).toMatchObject({ intact: false, position: 4, kind: 'changed' });
  });

  it('can be missing if a later event records its erasure', () => {
    expect(found(recording(erasedAt(2, 3, 5), [2, 3], [5, 5]))).toMatchObject({ intact: true, events: 7 });
    expect(found(recording(recording(erasedAt(2, 5), [2, 2]), [4, 5]))).toMatchObject({ intact: true });
  });

  it('that is missing without a recorded erasure is found at the end of the log', () => {
    expect(found(erasedAt(4))).toMatchObject({ intact: false, position: 4, kind: 'changed' });
    expect(found(recording(erasedAt(2, 4, 5), [1, 3], [5, 6]))).toMatchObject({ intact: false, position: 4 });
  });

  it('that was erased after the export is a finding whose detail says how to check', () => {
    const whole = recording(erasedAt(4), [4, 4]);
    expect(found(whole)).toMatchObject({ intact: true });
    expect(found(whole.slice(0, -1))).toMatchObject({
      position: 4,
      detail: expect.stringMatching(
        /no event up to position 6, the last one given, records its erasure.* it was erased later: .* export the log to its end/,
      ) as string,
    });
  });

  it('is not covered by an earlier erasure', () => {
    const events = recording(EVENTS.slice(0, 1), [1, 3]);
    const data = { ...EVENTS[2]!.data, privateHash: sha256Hex(text(3)) };
    const later = { ...EVENTS[2]!, data, previoushash: events[1]!.hash };
    expect(found([...events, rehashed(later)])).toMatchObject({ intact: false, position: 3 });
  });

  it('that is still present after its erasure is not a finding, because an erasure cannot reach copies', () => {
    expect(found(recording(withTexts, [2, 3]))).toMatchObject({ intact: true });
  });

  it('cannot be excused by a forged erasure', () => {
    const events = erasedAt(4);
    const forged = { ...recording(events, [4, 4])[6]!, hash: '0'.repeat(64) };
    expect(found([...events, forged])).toMatchObject({ intact: false, position: 7 });
  });
});

it.each([
  ['nothing', undefined],
  ['another source', { ...LAST, source: 'elsewhere' }],
  ['a position that is no number', { ...LAST, sequence: '6.0' }],
  ['a time without microseconds', { ...LAST, time: '2026-01-31T09:00:00Z' }],
  ['a body beyond JSON', { ...LAST, data: { ...LAST.data, correlationId: '\ud800' } }],
])('a value that is not an event is refused: %s', (_, value) => {
  expect(() => readEvent(value)).toThrow(NotAnEvent);
});
