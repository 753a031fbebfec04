import { prepareAppend } from '../prepared-append.js';
import { appendOf, noted, to } from '../testing/append-of.js';
import { appendCall } from './append-call.js';
import { intArray, textArray } from './binary-array.js';

const single = () => prepareAppend(appendOf([to('a', 3)]));

describe('appendCall', () => {
  it('calls the function for a single event if the batch is one append of one event', () => {
    const append = single();
    const { name, values } = appendCall('request', [append]);
    expect(name).toBe('append-one');
    const [event] = append.events;
    expect(values.slice(2)).toEqual([
      Buffer.from(append.fingerprint.hash, 'hex'),
      append.result,
      append.origin.actor,
      append.origin.causationId,
      append.origin.correlationId,
      append.origin.traceparent,
      event?.id,
      'test.noted',
      1,
      event?.data,
      event?.private,
      textArray(['a']),
      intArray([4]),
    ]);
  });

  it.each([
    ['two appends', [single(), single()]],
    ['two events', [prepareAppend(appendOf([to('a', 3, noted(), noted())]))]],
    ['two streams', [prepareAppend(appendOf([to('a', 3), to('b', 0)]))]],
  ])('calls the set-based function for %s', (_, batch) => {
    expect(appendCall('request', batch).name).toBe('append');
  });
});
