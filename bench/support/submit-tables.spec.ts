import { submitTables } from './submit-tables.js';
import type { ContenderTurns } from './submit-tables.js';
import type { SubmitTurn } from './submit-turn.js';

const turn = (perSecond: number, cpu: Record<string, number>, wal: number): SubmitTurn => ({
  answered: 10_000,
  perSecond,
  sustained: perSecond,
  p50: 100,
  p99: 200,
  cpu,
  wal,
  others: 0.02,
});

const whole: ContenderTurns = {
  column: 'through everything',
  turns: [
    turn(400, { clients: 30, request: 100, PostgreSQL: 300 }, 17_500),
    turn(600, { request: 100 }, 17_500),
  ],
};
const old: ContenderTurns = { column: 'old build', turns: [turn(200, {}, 35_000), turn(200, {}, 35_000)] };
const empty: ContenderTurns = { column: 'empty path', turns: [turn(4_000, {}, 0), turn(4_000, {}, 0)] };
const peer: ContenderTurns = {
  column: 'peer',
  turns: [turn(800, { request: 200 }, 2_000), turn(800, { request: 200 }, 2_000)],
};

const cell = (table: ReturnType<typeof submitTables>[number] | undefined, row: string, column: string) =>
  table?.rows.find(([name]) => name === row)?.[table.columns.indexOf(column)];

describe('the tables of the submit bench', () => {
  it('have a column for each contender, and the product as a multiple of each', () => {
    const [rates] = submitTables([whole, empty, peer]);
    expect(rates?.columns).toEqual([
      '',
      'through everything',
      'empty path',
      'peer',
      'through everything ÷ empty path',
      'through everything ÷ peer',
    ]);
    expect(cell(rates, 'answers per second', 'through everything')).toMatchObject({ median: 500 });
    expect(cell(rates, 'answers per second', 'through everything ÷ peer')).toEqual({
      median: 0.625,
      min: 0.5,
      max: 0.75,
    });
  });

  it('put the product first, even if the old build runs before it', () => {
    const [rates] = submitTables([old, whole, peer]);
    expect(rates?.columns.slice(1, 4)).toEqual(['through everything', 'old build', 'peer']);
    expect(cell(rates, 'answers per second', 'through everything ÷ old build')).toMatchObject({
      median: 2.5,
    });
  });

  it('count the CPU of everything but the clients, and show a dash where the peer has no such process', () => {
    const [, cpu] = submitTables([whole, peer]);
    expect(cell(cpu, 'all but the clients', 'through everything')).toMatchObject({ min: 100, max: 400 });
    expect(cell(cpu, 'PostgreSQL', 'through everything ÷ peer')).toBe('–');
  });

  it('say how much of the machine other programs used', () => {
    const others = submitTables([whole, empty, peer])[3];
    expect(cell(others, 'CPU', 'peer')).toMatchObject({ median: 2 });
  });

  it('leave a contender without PostgreSQL out of the write-ahead log', () => {
    const [, , wal] = submitTables([whole, empty, peer]);
    expect(wal?.columns).toEqual(['', 'through everything', 'peer', 'through everything ÷ peer']);
    expect(cell(wal, 'bytes', 'through everything ÷ peer')).toMatchObject({ median: 8.75 });
  });
});
