import { setImmediate as turn } from 'node:timers/promises';
import { MOST_SEARCHES, SearchSlots, TooManySearches } from './search-slots.js';

/** Searches that end when the test says so; `began` lists those that have begun. */
class Searches {
  readonly began: string[] = [];
  private readonly ends = new Map<string, () => void>();
  readonly slots = new SearchSlots();

  start(person: string, name: string): Promise<string> {
    return this.slots.run(person, () => {
      this.began.push(name);
      return new Promise((resolve) => this.ends.set(name, () => resolve(name)));
    });
  }

  async end(name: string): Promise<void> {
    this.ends.get(name)?.();
    for (let n = 0; n < 5; n++) await turn();
  }
}

describe('the slots of searches', () => {
  it('are two for each person, so that others can search beside them', async () => {
    const searches = new Searches();
    const all = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => searches.start(name.slice(0, 1), name));
    expect(searches.began).toEqual(['a1', 'a2', 'b1', 'b2']);
    await searches.end('b1');
    expect(searches.began.slice(MOST_SEARCHES)).toEqual(['c1']);
    await searches.end('a2');
    expect(searches.began.slice(MOST_SEARCHES)).toEqual(['c1', 'a3']);
    for (const name of ['a1', 'a3', 'b2', 'c1']) await searches.end(name);
    expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'c1']);
  });

  it('are free again after a search that failed', async () => {
    const slots = new SearchSlots();
    const failing = () => slots.run('a', () => Promise.reject(new Error('no')));
    for (let n = 0; n < 10; n++) await expect(failing()).rejects.toThrow('no');
    expect(await slots.run('a', () => Promise.resolve(1))).toBe(1);
  });

  it('are refused after a second, and then leave no trace', async () => {
    const searches = new Searches();
    void searches.start('a', 'a1');
    void searches.start('a', 'a2');
    await expect(searches.start('a', 'a3')).rejects.toThrow(TooManySearches);
    await searches.end('a1');
    expect(searches.began).toEqual(['a1', 'a2']);
    void searches.start('a', 'a4');
    expect(searches.began).toEqual(['a1', 'a2', 'a4']);
  });

  it('serve many quick searches of one person', async () => {
    const slots = new SearchSlots();
    const quick = Array.from({ length: 50 }, (_, n) => slots.run('a', async () => (await turn(), n)));
    expect(await Promise.all(quick)).toHaveLength(50);
  });
});
