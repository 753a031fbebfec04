import { DatabaseError } from 'pg';
import { NotFound } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import type { PositionWaiter } from '@countersign/consumers';
import { Reads } from './reads.js';

/** Remembers what was waited for. */
class Waited implements Pick<PositionWaiter, 'wait'> {
  readonly for: [string, readonly LogPosition[]][] = [];

  wait(consumer: string, positions: readonly LogPosition[]): Promise<void> {
    this.for.push([consumer, positions]);
    return Promise.resolve();
  }
}

const attempts = { name: 'attempts', logs: ['request', 'approval'] as const };
const requests = { name: 'requests', logs: ['request'] as const };
const waited = () => new Waited();
const reads = (waiter = waited()) => new Reads(waiter as Pick<PositionWaiter, 'wait'> as PositionWaiter);

it('waits for every projection behind the read, but only for the positions of its logs', async () => {
  const waiter = waited();
  const atLeast: LogPosition[] = ['policy', 'request', 'approval'].map((log, i) => ({
    log: log as LogPosition['log'],
    position: i,
  }));
  await reads(waiter).after(atLeast, [attempts, requests], () => Promise.resolve(1));
  expect(waiter.for).toEqual([
    ['attempts', atLeast.slice(1)],
    ['requests', atLeast.slice(1, 2)],
  ]);
});

it.each<[string, Error]>([
  ['ECONNREFUSED', new Error('the network says')],
  ['57P01', new DatabaseError('the database says', 1, 'error')],
  ['57014', new DatabaseError('the database says', 1, 'error')],
  ['53300', new DatabaseError('the database says', 1, 'error')],
])('a database that fails with %s is 503', async (code, error) => {
  const failing = () => Promise.reject(Object.assign(error, { code }));
  await expect(reads().after([], [], failing)).rejects.toMatchObject({ status: 503, code: 'unavailable' });
});

it.each([new NotFound('request'), new TypeError('a defect')])('%s is passed through', async (error) => {
  await expect(reads().after([], [], () => Promise.reject(error))).rejects.toBe(error);
});
