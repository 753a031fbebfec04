import { eventLogContract } from '../testing/event-log.contract.js';
import { erasureAppend } from '../erasure.js';
import type { PositionRange } from '@countersign/proof';
import { appendOf, to } from '../testing/append-of.js';
import { membershipsContract } from '../testing/memberships.contract.js';
import { privateTextsContract, whyErased } from '../testing/private-texts.contract.js';
import type { Upcaster } from '../upcasting/upcaster.js';
import { InMemoryEventLog } from './in-memory-event-log.js';

describe('InMemoryEventLog', () => {
  const open = (upcaster?: Upcaster) =>
    Promise.resolve(new InMemoryEventLog('request', upcaster && { upcaster }));
  eventLogContract(open);
  membershipsContract(open);
  privateTextsContract(async () => {
    const log = await open();
    let erasures = 0;
    const erase = async (ranges: PositionRange[]) => {
      const { position } = await log.head();
      if (ranges.every(([first]) => first > position)) return;
      await log.erase(erasureAppend({ ranges, ...whyErased }, erasures));
      erasures++;
    };
    return { log, erase, another: () => log };
  });

  it('takes the time from the clock that it was given, but never goes back in time', async () => {
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
