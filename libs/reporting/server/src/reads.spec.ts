import { NotFound } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import type { PositionWaiter } from '@countersign/messaging';
import { Reads } from './reads.js';

/** Remembers what was waited for. */
class Waited implements Pick<PositionWaiter, 'wait'> {
  readonly for: [string, readonly LogPosition[]][] = [];

  wait(consumer: string, positions: readonly LogPosition[]): Promise<void> {
    this.for.push([consumer, positions]);
    return Promise.resolve();
  }
}

const list = { name: 'request-list', logs: ['request', 'approval'] as const };
const timeline = { name: 'timeline', logs: ['request'] as const };
const waited = () => new Waited();
const reads = (waiter = waited()) => new Reads(waiter as Pick<PositionWaiter, 'wait'> as PositionWaiter);

test('waits for every projection behind the read, for the positions of its logs alone', async () => {
  const waiter = waited();
  const atLeast: LogPosition[] = ['policy', 'request', 'approval'].map((log, i) => ({
    log: log as LogPosition['log'],
    position: i,
  }));
  await reads(waiter).after(atLeast, [list, timeline], () => Promise.resolve(1));
  expect(waiter.for).toEqual([
    ['request-list', atLeast.slice(1)],
    ['timeline', atLeast.slice(1, 2)],
  ]);
});

test.each(['ECONNREFUSED', '57P01', '57014', '53300'])(
  'a database that fails with %s is 503',
  async (code) => {
    const failing = () => Promise.reject(Object.assign(new Error('the database says'), { code }));
    await expect(reads().after([], [], failing)).rejects.toMatchObject({ status: 503, code: 'unavailable' });
  },
);

test.each([new NotFound('request'), new TypeError('a defect')])('%s stays what it is', async (error) => {
  await expect(reads().after([], [], () => Promise.reject(error))).rejects.toBe(error);
});
