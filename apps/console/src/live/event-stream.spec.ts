import { EventStreamParser } from './event-stream.js';

const text = ': heartbeat\n\nid: 7\nevent: request-changed\ndata: {"a":\ndata: 1}\n\nevent: resync\n\n';
const events = [
  { event: 'request-changed', data: '{"a":\n1}' },
  { event: 'resync', data: '' },
];

it('events are parsed, and comments are skipped', () => {
  const parser = new EventStreamParser();
  expect(parser.push(text)).toEqual(events);
  expect(parser.lastId).toBe('7');
});

it.each([text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')])(
  'events are parsed also byte by byte, with any line ends: %j',
  (written) => {
    const parser = new EventStreamParser();
    const found = `${written} `.split('').flatMap((character) => parser.push(character));
    expect(found).toEqual(events);
    expect(parser.lastId).toBe('7');
  },
);

it('the id of a heartbeat advances the last id once the heartbeat is complete', () => {
  const parser = new EventStreamParser('7');
  expect(parser.push(': heartbeat\nid: 9\n')).toEqual([]);
  expect(parser.lastId).toBe('7');
  expect(parser.push('\n')).toEqual([]);
  expect(parser.lastId).toBe('9');
});
