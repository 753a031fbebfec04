import { cloudEvent } from '@countersign/contracts';
import type { EventBody } from '@countersign/contracts';
import { canonicalJson } from '@countersign/event-log';
import { cloudEventText, envelopeOf, recordedEventOf } from './cloud-event.js';

const body: EventBody = {
  actor: { kind: 'service', id: 'approval "x"' },
  causationId: null,
  correlationId: 'c',
  data: { text: 'grüße\n"hash":"forged"', nested: { traceparent: 'no' } },
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  schemaVersion: 2,
  stream: 'request-1',
  traceparent: null,
  type: 'request.submitted',
  version: 3,
};
const stored = (parsed: EventBody) => ({
  position: 7,
  recordedAt: '2026-01-31T09:00:00.123456Z',
  body: canonicalJson(parsed),
  hash: 'ab',
  previousHash: 'cd',
});

describe('the CloudEvent of an event', () => {
  it('is what the contract says, around the text that was hashed', () => {
    const text = cloudEventText('request', stored(body));
    expect(text).toContain(`"data":${canonicalJson(body)}}`);
    expect(cloudEvent.parse(JSON.parse(text))).toEqual({
      specversion: '1.0',
      id: body.id,
      source: 'countersign/request',
      type: 'request.submitted',
      subject: 'request-1',
      time: '2026-01-31T09:00:00.123456Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:countersign:event:request.submitted:2',
      sequence: '7',
      hash: 'ab',
      previoushash: 'cd',
      data: body,
    });
  });

  it('carries the trace of the event', () => {
    const traced = { ...body, traceparent: '00-aa-bb-01' };
    const event = cloudEvent.parse(JSON.parse(cloudEventText('request', stored(traced))));
    expect(event.traceparent).toBe('00-aa-bb-01');
  });

  it('gives the event back', () => {
    const event = cloudEvent.parse(JSON.parse(cloudEventText('request', stored(body))));
    expect(recordedEventOf(event)).toEqual({
      ...body,
      position: 7,
      recordedAt: '2026-01-31T09:00:00.123456Z',
      hash: 'ab',
    });
  });
});

describe('the envelope of a body', () => {
  it.each([
    ['data that looks like one', { ...body, data: { id: 'x', z: { '': 1, id: 'y', stream: 'z' } } }],
    ['a trace that looks like one', { ...body, traceparent: ',"id":"x","type":"y","version":1}' }],
    ['a trace with a line break of its own', { ...body, traceparent: 'a\u2028b' }],
    ['data that is empty', { ...body, data: {} }],
  ])('is read right beside %s', (_, parsed: EventBody) => {
    const { id, schemaVersion, stream, traceparent, type } = parsed;
    const texts = { schemaVersion: String(schemaVersion), traceparent: JSON.stringify(traceparent) };
    expect(envelopeOf(canonicalJson(parsed))).toEqual({ id, stream, type, ...texts });
  });

  it.each([
    ['a stream that a log does not take', canonicalJson({ ...body, stream: 'a"b' })],
    ['members in another order', JSON.stringify(Object.fromEntries(Object.entries(body).reverse()))],
    ['no envelope', '{"data":{}}'],
  ])('is refused with %s', (_, text) => {
    expect(() => envelopeOf(text)).toThrow('not the body of an event');
  });
});
