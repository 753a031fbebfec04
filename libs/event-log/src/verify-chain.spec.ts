import type { EventBody } from '@countersign/contracts';
import { canonicalJson, eventHash, genesisHash, sha256Hex } from '@countersign/proof';
import { verifyChain } from './verify-chain.js';
import type { LogState, VerifiableEvent, VerifiableLog } from './verify-chain.js';

const LOG_ID = '0199f3b4-91d7-4c3a-b0f5-6f2e8a4d1c55';
const MICROS = 1_769_850_000_000_000;
const TEXT = JSON.stringify({ name: 'Alice Archer', salt: 'AAAAAAAAAAAAAAAAAAAAAA' });

type Text = 'none' | 'kept' | 'erased';
type Written = [text: Text, type: string, data: EventBody['data']];

const noted = (text: Text): Written => [text, 'test.noted', {}];
const erasure = (...ranges: [number, number][]): Written => [
  'none',
  'personal_data.erased',
  { ranges, person: null, before: null, by: 'root', reason: 'asked' },
];

/** A log whose hashes are correct, whatever its events say: anybody who can write everything can make such a log. */
function logOf(...written: Written[]): VerifiableLog {
  const events = written.reduce<VerifiableEvent[]>((before, one) => [...before, nextEvent(before, one)], []);
  const state: LogState = {
    position: events.length,
    hash: events.at(-1)?.hash ?? '',
    recordedAtMicros: MICROS,
    logId: LOG_ID,
    logName: 'request',
    erasures: written.filter(([, type]) => type === 'personal_data.erased').length,
  };
  return {
    verifiable: (after) => Promise.resolve(events.slice(after ?? 0)),
    strayMembership: () => Promise.resolve(undefined),
    state: () => Promise.resolve(state),
  };
}

function nextEvent(before: readonly VerifiableEvent[], [text, type, data]: Written): VerifiableEvent {
  const position = before.length + 1;
  const streams = [{ id: `s-${position}`, version: 1 }];
  const content: EventBody = {
    actor: { kind: 'service', id: 'test' },
    causationId: null,
    correlationId: 'c',
    data,
    id: `e-${position}`,
    privateHash: text === 'none' ? null : sha256Hex(TEXT),
    schemaVersion: 1,
    streams,
    traceparent: null,
    type,
  };
  const body = canonicalJson(content);
  const previousHash = before.at(-1)?.hash ?? genesisHash(LOG_ID, 'request');
  return {
    id: content.id,
    type,
    schemaVersion: 1,
    stream: `s-${position}`,
    version: 1,
    memberships: streams,
    position,
    recordedAtMicros: MICROS,
    body,
    private: text === 'kept' ? TEXT : null,
    isErased: text === 'erased',
    hash: eventHash({ previousHash, position, recordedAtMicros: MICROS, body }),
  };
}

describe('verifyChain', () => {
  it('passes a log whose missing texts a later event records as erased', async () => {
    const log = logOf(noted('erased'), noted('kept'), erasure([1, 1]), noted('kept'));
    expect(await verifyChain(log)).toMatchObject({ intact: true, head: { position: 4 } });
  });

  it('finds a missing text that no event records as erased', async () => {
    const log = logOf(noted('kept'), noted('erased'), erasure([1, 1]));
    expect(await verifyChain(log)).toMatchObject({ intact: false, position: 2, kind: 'changed' });
  });

  it('finds a missing text whose erasure an earlier event claims', async () => {
    const log = logOf(noted('erased'), erasure([1, 3]), noted('erased'));
    expect(await verifyChain(log)).toMatchObject({ intact: false, position: 3, kind: 'changed' });
  });

  it('finds a text that is back after its erasure, but accepts a text that was written after it', async () => {
    const returned = logOf(noted('kept'), erasure([1, 1]));
    expect(await verifyChain(returned)).toMatchObject({ intact: false, position: 1, kind: 'changed' });
    const later = logOf(noted('erased'), erasure([1, 3]), noted('kept'));
    expect(await verifyChain(later)).toMatchObject({ intact: true });
  });
});
