import { blobSink, bytesText, pour, TooLarge } from './sinks.js';

const chunk = (text: string) => new TextEncoder().encode(text);
const streamOf = (chunks: string[], end: (controller: ReadableStreamDefaultController) => void) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const text of chunks) controller.enqueue(chunk(text));
      end(controller);
    },
  });
/** A sink that records its calls. */
function recorded() {
  const done: string[] = [];
  return {
    done,
    write: (bytes: Uint8Array) => void done.push(new TextDecoder().decode(bytes)),
    close: () => void done.push('closed'),
    discard: () => void done.push('discarded'),
  };
}

it('a whole stream is kept in order, and its size is reported', async () => {
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

it('nothing is kept of a stream that breaks off', async () => {
  const sink = recorded();
  let pulls = 0;
  const cut = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (stream) => (pulls++ === 0 ? stream.enqueue(chunk('one')) : stream.error(new Error('cut'))),
  });
  await expect(pour(cut, sink, () => undefined)).rejects.toThrow('cut');
  expect(sink.done).toEqual(['one', 'discarded']);
});

it('a file larger than the limit in memory is not saved', async () => {
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

it.each([
  [999, '999 bytes'],
  [1500, '2 kB'],
  [12_340_000, '12.3 MB'],
])('%i bytes are written as %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
