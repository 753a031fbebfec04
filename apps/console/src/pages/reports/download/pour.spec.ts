import { blobSink, TooLarge } from './blob-sink.js';
import { bytesText, pour } from './pour.js';

const piece = (text: string) => new TextEncoder().encode(text);
const streamOf = (pieces: string[], end: (controller: ReadableStreamDefaultController) => void) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const text of pieces) controller.enqueue(piece(text));
      end(controller);
    },
  });
/** A sink that remembers what was done to it. */
function recorded() {
  const done: string[] = [];
  return {
    done,
    write: (bytes: Uint8Array) => void done.push(new TextDecoder().decode(bytes)),
    close: () => void done.push('closed'),
    discard: () => void done.push('discarded'),
  };
}

test('all of a stream is kept, in order, and its size is told', async () => {
  const sink = recorded();
  const sizes: number[] = [];
  await pour(
    streamOf(['one', 'two'], (stream) => stream.close()),
    sink,
    (bytes) => sizes.push(bytes),
  );
  expect(sink.done).toEqual(['one', 'two', 'closed']);
  expect(sizes).toEqual([3, 6]);
});

test('nothing of a stream that is cut is kept', async () => {
  const sink = recorded();
  let pulls = 0;
  const cut = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (stream) => (pulls++ === 0 ? stream.enqueue(piece('one')) : stream.error(new Error('cut'))),
  });
  await expect(pour(cut, sink, () => undefined)).rejects.toThrow('cut');
  expect(sink.done).toEqual(['one', 'discarded']);
});

test('what is kept in memory has a bound, and beyond it nothing is saved', async () => {
  const saved: Blob[] = [];
  const sink = () => blobSink('text/csv', (blob) => saved.push(blob), 5);
  await pour(
    streamOf(['one', 'tw'], (stream) => stream.close()),
    sink(),
    () => undefined,
  );
  expect(await saved[0]?.text()).toBe('onetw');
  const tooMuch = streamOf(['one', 'two'], (stream) => stream.close());
  await expect(pour(tooMuch, sink(), () => undefined)).rejects.toThrow(TooLarge);
  expect(saved).toHaveLength(1);
});

test.each([
  [999, '999 bytes'],
  [1500, '2 kB'],
  [12_340_000, '12.3 MB'],
])('%i bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
