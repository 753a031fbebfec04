import { StreamReads } from './stream-reads.js';
import type { WantedStream } from './stream-reads.js';

const echo = (wanted: WantedStream[]) =>
  Promise.resolve(wanted.map(({ stream, afterVersion }) => [`${stream}>${afterVersion}`]));

it('reads that start at the same moment share one query, and each gets its own stream', async () => {
  const query = jest.fn(echo);
  const reads = new StreamReads(query);
  const answers = await Promise.all([reads.read('a', 0), reads.read('b', 2), reads.read('a', 1)]);
  expect(answers).toEqual([['a>0'], ['b>2'], ['a>1']]);
  expect(query).toHaveBeenCalledTimes(1);
});

it('a read that starts later is sent later, and sees what was stored in between', async () => {
  const query = jest.fn(echo);
  const reads = new StreamReads(query);
  await reads.read('a', 0);
  await reads.read('a', 0);
  expect(query).toHaveBeenCalledTimes(2);
});

it('a query contains a hundred streams at most', async () => {
  const sizes: number[] = [];
  const reads = new StreamReads((wanted) => (sizes.push(wanted.length), echo(wanted)));
  const answers = await Promise.all(Array.from({ length: 250 }, (_, i) => reads.read(`s${i}`, i)));
  expect(sizes).toEqual([100, 100, 50]);
  expect(answers[249]).toEqual(['s249>249']);
});

it('a query that fails makes only its own reads fail, not later reads', async () => {
  let isDown = true;
  const reads = new StreamReads((wanted) => (isDown ? Promise.reject(new Error('down')) : echo(wanted)));
  const both = [reads.read('a', 0), reads.read('b', 0)];
  for (const read of both) await expect(read).rejects.toThrow('down');
  isDown = false;
  await expect(reads.read('a', 0)).resolves.toEqual(['a>0']);
});
