import { setImmediate as turn } from 'node:timers/promises';
import { TurnBatch } from './turn-batch.js';

describe('TurnBatch', () => {
  it('handles the items of one turn of the event loop together, in order and once', async () => {
    const handled: number[][] = [];
    const batch = new TurnBatch<number>((items) => handled.push(items));
    batch.add(1);
    await Promise.resolve();
    batch.add(2);
    expect(handled).toEqual([]);
    await turn();
    batch.add(3);
    await turn();
    await turn();
    expect(handled).toEqual([[1, 2], [3]]);
  });
});
