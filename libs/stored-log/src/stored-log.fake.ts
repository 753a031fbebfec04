import type { EventBody } from '@countersign/contracts';
import { canonicalJson, eventHash, genesisHash, sha256Hex } from '@countersign/proof';
import type { CommandSpan, LogState, ReadableLog, StoredEventRow } from './stored-rows.js';

const LOG_ID = '0199f3b4-91d7-4c3a-b0f5-6f2e8a4d1c55';
/** The time of the first event, minus a second. */
export const MICROS = 1_769_850_000_000_000;
const TEXT = JSON.stringify({ name: 'Alice Archer', salt: 'AAAAAAAAAAAAAAAAAAAAAA' });

/** Whether the event has a private text, had one, or never had one. */
export type Text = 'none' | 'kept' | { erasedBy: number };
export type Written = [text: Text, type: string, data: EventBody['data']];

export const noted = (text: Text): Written => [text, 'test.noted', {}];
export const erasure = (...ranges: [number, number][]): Written => [
  'none',
  'personal_data.erased',
  { ranges, person: null, before: null, by: 'root', reason: 'asked' },
];

/** A log in memory whose rows a test can change. */
export class FakeStoredLog implements ReadableLog {
  readonly events: StoredEventRow[] = [];
  readonly commands: CommandSpan[] = [];
  /** The time between two events. */
  stepMicros = 1_000_000;
  /** Runs before each page is read, with the first position. */
  beforePage: (first: number) => void = () => undefined;

  /** The hashes are correct, whatever the events say: anybody who can write everything can make such a log. */
  constructor(...written: Written[]) {
    for (const one of written) this.append(one);
  }

  append([text, type, data]: Written, id = `e-${this.events.length + 1}`): void {
    const position = this.events.length + 1;
    const recordedAtMicros = MICROS + position * this.stepMicros;
    const streams = [{ id: `s-${position}`, version: 1 }];
    const content: EventBody = {
      actor: { kind: 'service', id: 'test' },
      causationId: null,
      correlationId: 'c',
      data,
      id,
      privateHash: text === 'none' ? null : sha256Hex(TEXT),
      schemaVersion: 1,
      streams,
      traceparent: null,
      type,
    };
    const body = canonicalJson(content);
    const previousHash = this.events.at(-1)?.hash ?? genesisHash(LOG_ID, 'request');
    this.events.push({
      id: content.id,
      type,
      schemaVersion: 1,
      stream: `s-${position}`,
      version: 1,
      memberships: streams.map((one) => ({ ...one, follows: true })),
      position,
      recordedAtMicros,
      body,
      textHash: text === 'kept' ? sha256Hex(TEXT) : null,
      isErased: typeof text === 'object',
      erasedAtMicros: typeof text === 'object' ? MICROS + text.erasedBy * 1_000_000 : null,
      hash: eventHash({ previousHash, position, recordedAtMicros, body }),
    });
    this.commands.push({ first: position, last: position, recordedAtMicros });
  }

  state(): Promise<LogState> {
    const last = this.events.at(-1);
    return Promise.resolve({
      position: this.events.length,
      hash: last?.hash ?? genesisHash(LOG_ID, 'request'),
      recordedAtMicros: last?.recordedAtMicros ?? MICROS,
      logId: LOG_ID,
      logName: 'request',
      erasures: this.events.filter(({ type }) => type === 'personal_data.erased').length,
    });
  }

  page(first: number, last: number): ReturnType<ReadableLog['page']> {
    this.beforePage(first);
    return Promise.resolve({
      before: this.events[first - 2],
      events: this.events.slice(first - 1, last).map((event) => ({ ...event })),
      commands: this.commands.filter((span) => span.first <= last && span.last >= first),
    });
  }

  stray(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
