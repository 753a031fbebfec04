import { EventStreamParser } from './event-stream.js';

const text = ': heartbeat\n\nid: 7\nevent: request-changed\ndata: {"a":\ndata: 1}\n\nevent: resync\n\n';
const events = [
  { event: 'request-changed', data: '{"a":\n1}', id: '7' },
  { event: 'resync', data: '', id: '7' },
];

test('events are read, comments are not', () => {
  expect(new EventStreamParser().push(text)).toEqual(events);
});

test.each([text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')])(
  'also when they come byte by byte, with any line ends',
  (written) => {
    const parser = new EventStreamParser();
    const found = `${written} `.split('').flatMap((character) => parser.push(character));
    expect(found).toEqual(events);
  },
);
