import { streamedList, streamedObject, writeJson } from './json-writer.js';

async function* itemsOf<T>(items: T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function written(value: unknown): Promise<string> {
  let text = '';
  await writeJson((part) => {
    text += part;
    return Promise.resolve();
  }, value);
  return text;
}

describe('a JSON document that is written as a stream', () => {
  it('is equal to the document written at once', async () => {
    const document = streamedObject(() => [
      ['plain', { a: null }],
      ['empty', streamedList(() => itemsOf([]))],
      ['items', streamedList(() => itemsOf([{ 'quo"te': 'ü\n' }, 2]))],
      ['none', streamedObject(() => [])],
      ['nested', streamedObject(() => itemsOf([['a"b', streamedList(() => itemsOf([1]))] as const]))],
    ]);
    expect(JSON.parse(await written(document))).toEqual({
      plain: { a: null },
      empty: [],
      items: [{ 'quo"te': 'ü\n' }, 2],
      none: {},
      nested: { 'a"b': [1] },
    });
  });

  it('has one item on each line', async () => {
    expect(await written(streamedList(() => itemsOf([{ a: 1 }, { b: 2 }])))).toBe(
      '[\n  {"a":1},\n  {"b":2}\n]\n',
    );
  });

  it('requests an item only after the previous item was written', async () => {
    let made = 0;
    let taken = 0;
    async function* items(): AsyncGenerator<number> {
      for (; made < 100; made++) {
        expect(made - taken).toBeLessThanOrEqual(1);
        yield await Promise.resolve(made);
      }
    }
    await writeJson(async (part) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (/\d/.test(part)) taken++;
    }, streamedList(items));
    expect(taken).toBe(100);
  });
});
