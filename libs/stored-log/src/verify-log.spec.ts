import { KeptHeads } from '@countersign/proof';
import { erasure, FakeStoredLog, MICROS, noted } from './stored-log.fake.js';
import type { StoredEventRow } from './stored-rows.js';
import { verifyLog } from './verify-log.js';
import { LogPutBack, LogWalk } from './walk.js';

const verify = (log: FakeStoredLog, kept?: KeptHeads) =>
  verifyLog(log, { log: 'request', ...(kept && { kept }) });
const row = (log: FakeStoredLog, position: number): StoredEventRow =>
  log.events[position - 1] as StoredEventRow;
const many = (count: number) => new FakeStoredLog(...Array.from({ length: count }, () => noted('kept')));

describe('the erasures of a log', () => {
  it('cover missing texts that a later event records as erased', async () => {
    const log = new FakeStoredLog(noted({ erasedBy: 3 }), noted('kept'), erasure([1, 1]), noted('kept'));
    expect(await verify(log)).toMatchObject({ intact: true, head: { position: 4 } });
  });

  it('do not cover a text that no event records as erased', async () => {
    const log = new FakeStoredLog(noted('kept'), noted({ erasedBy: 3 }), erasure([1, 1]));
    row(log, 1).textHash = null;
    row(log, 1).isErased = true;
    row(log, 1).erasedAtMicros = MICROS + 3_000_000;
    expect(await verify(log)).toMatchObject({ intact: false, position: 2, kind: 'changed' });
  });

  it('do not cover a missing text whose erasure an earlier event claims', async () => {
    const log = new FakeStoredLog(noted({ erasedBy: 2 }), erasure([1, 3]), noted({ erasedBy: 2 }));
    expect(await verify(log)).toMatchObject({ intact: false, position: 3, kind: 'changed' });
  });

  it('show a text that is back, but not a text that was written after the erasure', async () => {
    const returned = new FakeStoredLog(noted('kept'), erasure([1, 1]));
    expect(await verify(returned)).toMatchObject({ intact: false, position: 1, kind: 'changed' });
    const later = new FakeStoredLog(noted({ erasedBy: 2 }), erasure([1, 3]), noted('kept'));
    expect(await verify(later)).toMatchObject({ intact: true });
  });

  it('count even where the event that records them was changed', async () => {
    const log = new FakeStoredLog(noted({ erasedBy: 2 }), erasure([1, 1]), noted('kept'));
    row(log, 2).type = 'other';
    expect(await verify(log)).toMatchObject({ intact: false, position: 2 });
  });

  it('determine the time that an erased event says', async () => {
    const log = new FakeStoredLog(noted({ erasedBy: 2 }), erasure([1, 1]));
    row(log, 1).erasedAtMicros = MICROS;
    expect(await verify(log)).toMatchObject({ intact: false, position: 1, kind: 'changed' });
  });

  it('may happen while the log is compared', async () => {
    const log = new FakeStoredLog(noted('kept'), noted('kept'), noted('kept'));
    log.beforePage = () => {
      log.beforePage = () => undefined;
      log.append(erasure([2, 2]));
      Object.assign(row(log, 2), {
        textHash: null,
        isErased: true,
        erasedAtMicros: row(log, 4).recordedAtMicros,
      });
    };
    expect(await verify(log)).toMatchObject({ intact: true, head: { position: 3 } });
  });
});

describe('a comparison in ranges', () => {
  const findings = async (log: FakeStoredLog, size: number) => {
    const found = [];
    for await (const { first, last, finding } of (await LogWalk.from(log)).ranges(size))
      found.push(finding ? `${first}-${last}: ${finding.position}` : `${first}-${last}`);
    return found;
  };

  it('begins with the newest events, and ends with the log as a whole', async () => {
    expect(await findings(many(7), 3)).toEqual(['5-7', '2-4', '1-1', '0-0']);
  });

  it('finds a change wherever the ranges divide the log', async () => {
    for (const position of [1, 2, 3, 4, 5, 6, 7]) {
      const log = many(7);
      row(log, position).recordedAtMicros++;
      const found = await findings(log, 3);
      expect(found.some((one) => one.endsWith(`: ${position}`))).toBe(true);
    }
  });

  it('finds an event that changes together with its hash between two ranges', async () => {
    const log = many(6);
    const other = new FakeStoredLog(noted('kept'), noted('none'), noted('kept'));
    log.beforePage = (first) => {
      if (first === 1) log.events.splice(0, 3, ...other.events);
    };
    expect(await findings(log, 3)).toEqual(['4-6', '1-3: 3', '0-0']);
  });

  it('finds a command that is missing where two ranges meet', async () => {
    const log = many(6);
    log.commands.splice(2, 1);
    expect(await findings(log, 3)).toEqual(['4-6', '1-3: 3', '0-0']);
  });

  it('accepts a command whose events are in several ranges', async () => {
    const log = new FakeStoredLog();
    log.stepMicros = 0;
    for (let i = 0; i < 6; i++) log.append(noted('kept'));
    log.commands.splice(1, 4, { first: 2, last: 5, recordedAtMicros: MICROS });
    expect(await findings(log, 2)).toEqual(['5-6', '3-4', '1-2', '0-0']);
    log.commands.splice(1, 1, { first: 2, last: 3, recordedAtMicros: MICROS });
    expect(await findings(log, 2)).toEqual(['5-6: 5', '3-4: 4', '1-2', '0-0']);
  });

  it('stops when the log is put back to an older state meanwhile', async () => {
    const log = many(6);
    log.beforePage = () => log.events.splice(4);
    await expect(findings(log, 3)).rejects.toThrow(LogPutBack);
  });
});

it('a log in which two events have the same id is not intact', async () => {
  const log = new FakeStoredLog();
  log.append(noted('kept'), 'e-3');
  for (let i = 0; i < 3; i++) log.append(noted('kept'));
  expect(await verify(log)).toMatchObject({ intact: false, position: 3, kind: 'changed' });
});

describe('kept checkpoints', () => {
  const keptAt = (position: number, hash: string) => {
    const kept = new KeptHeads();
    kept.add({ iss: 'https://c.example', iat: 1, heads: [{ log: 'request', position, hash }] } as never);
    return kept;
  };

  it('are counted where the log agrees', async () => {
    const log = many(3);
    expect(await verify(log, keptAt(2, row(log, 2).hash))).toMatchObject({ intact: true, checkpoints: 1 });
  });

  it('show a log that was rewritten as a whole, and a log that was cut', async () => {
    const log = many(3);
    expect(await verify(log, keptAt(2, '0'.repeat(64)))).toMatchObject({ position: 2, kind: 'rewritten' });
    expect(await verify(log, keptAt(9, '0'.repeat(64)))).toMatchObject({ position: 4, kind: 'truncated' });
  });
});
