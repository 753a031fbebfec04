import { eventLogContract } from '../testing/event-log.contract.js';
import { appendOf, to } from '../testing/append-of.js';
import { InMemoryEventLog } from './in-memory-event-log.js';

describe('InMemoryEventLog', () => {
  eventLogContract((upcaster) => Promise.resolve(new InMemoryEventLog('request', upcaster && { upcaster })));

  it('takes its time from the clock it is given, but never goes back', async () => {
    const times = ['2026-01-31T09:00:00.001Z', '2026-01-31T08:00:00.000Z', '2026-01-31T09:00:00.002Z'];
    const log = new InMemoryEventLog('request', { now: () => new Date(times.shift() ?? NaN) });
    for (const stream of ['a', 'b', 'c']) await log.append(appendOf([to(stream, 0)]));
    expect((await log.readFrom(1, 9)).map(({ recordedAt }) => recordedAt)).toEqual([
      '2026-01-31T09:00:00.001000Z',
      '2026-01-31T09:00:00.001000Z',
      '2026-01-31T09:00:00.002000Z',
    ]);
  });
});
