import { cloudEvent } from '@countersign/contracts';
import type { EventBody } from '@countersign/contracts';
import { canonicalJson, sha256Hex } from '@countersign/event-log';
import type { StoredEvent } from '@countersign/event-log';
import { cloudEventText, envelopeOf, recordedEventOf } from './cloud-event.js';

const TEXTS = canonicalJson({ comment: 'grüße "x"', salt: 'A'.repeat(22) });

const body: EventBody = {
  actor: { kind: 'service', id: 'approval "x"' },
  causationId: null,
  correlationId: 'c',
  data: { text: 'grüße\n"hash":"forged"', nested: { traceparent: 'no' } },
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  privateHash: sha256Hex(TEXTS),
  schemaVersion: 2,
  streams: [
    { id: 'request-1', version: 3 },
    { id: 'place-x', version: 1 },
  ],
  traceparent: null,
  type: 'request.submitted',
};
const stored = (parsed: EventBody, texts: string | null = TEXTS): StoredEvent => ({
  position: 7,
  recordedAt: '2026-01-31T09:00:00.123456Z',
  body: canonicalJson(parsed),
  private: texts,
  erasedAt: null,
  hash: 'ab',
  previousHash: 'cd',
});
const SOURCE = 'countersign/test/request';

describe('the CloudEvent of an event', () => {
  it('is what the contract says, and contains the hashed text', () => {
    const text = cloudEventText(SOURCE, stored(body));
    expect(text).toContain(`"data":${canonicalJson(body)}}`);
    expect(cloudEvent.parse(JSON.parse(text))).toEqual({
      specversion: '1.0',
      id: body.id,
      source: SOURCE,
      type: 'request.submitted',
      subject: 'request-1',
      time: '2026-01-31T09:00:00.123456Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:countersign:event:request.submitted:2',
      sequence: '7',
      hash: 'ab',
      previoushash: 'cd',
      private: TEXTS,
      data: body,
    });
  });

  it('carries the trace of the event', () => {
    const traced = { ...body, traceparent: '00-aa-bb-01' };
    const event = cloudEvent.parse(JSON.parse(cloudEventText(SOURCE, stored(traced))));
    expect(event.traceparent).toBe('00-aa-bb-01');
  });

  it('can be converted back to the event', () => {
    const event = cloudEvent.parse(JSON.parse(cloudEventText(SOURCE, stored(body))));
    expect(recordedEventOf(event)).toEqual({
      ...body,
      position: 7,
      recordedAt: '2026-01-31T09:00:00.123456Z',
      hash: 'ab',
      private: { comment: 'grüße "x"', salt: 'A'.repeat(22) },
      erasedAt: null,
    });
  });

  it('has no member private if there is no private text', () => {
    const event = cloudEvent.parse(JSON.parse(cloudEventText(SOURCE, stored(body, null))));
    expect(event).not.toHaveProperty('private');
    expect(recordedEventOf(event).private).toBeNull();
  });
});

describe('the envelope of a body', () => {
  it.each([
    [
      'data that look like an envelope',
      { ...body, data: { id: 'x', z: { '': 1, id: 'y', privateHash: null, streams: [] } } },
    ],
    ['a text that looks like an envelope', { ...body, data: { text: canonicalJson(body) } }],
    ['a trace', { ...body, traceparent: '00-aa-bb-01' }],
    ['no private text', { ...body, privateHash: null }],
    ['one stream', { ...body, streams: [{ id: 'request-1', version: 1 }] }],
    ['empty data', { ...body, data: {} }],
  ])('is read correctly beside %s', (_, parsed: EventBody) => {
    const { id, schemaVersion, traceparent, type } = parsed;
    const texts = { schemaVersion: String(schemaVersion), traceparent: JSON.stringify(traceparent) };
    expect(envelopeOf(canonicalJson(parsed))).toEqual({ id, stream: 'request-1', type, ...texts });
  });

  it.each([
    ['a stream that a log would refuse', canonicalJson({ ...body, streams: [{ id: 'a"b', version: 1 }] })],
    ['no stream', canonicalJson({ ...body, streams: [] })],
    ['members in another order', JSON.stringify(Object.fromEntries(Object.entries(body).reverse()))],
    ['no envelope', '{"data":{}}'],
  ])('is refused with %s', (_, text) => {
    expect(() => envelopeOf(text)).toThrow('not the body of an event');
  });
});
