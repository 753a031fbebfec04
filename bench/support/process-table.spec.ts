import { processTable, treeOf } from './process-table.js';

const one = (pid: number, parent: number) => ({ pid, parent, microseconds: 1 });

describe('the table of processes', () => {
  it('returns a process and its descendants only', () => {
    const table = [one(1, 0), one(10, 1), one(11, 10), one(12, 11), one(20, 1)];
    expect(treeOf(10, table).map(({ pid }) => pid)).toEqual([10, 11, 12]);
  });

  it('returns nothing for an ended process', () => {
    expect(treeOf(7, [one(1, 0)])).toEqual([]);
  });

  it('contains this process with its CPU use', () => {
    const [own] = treeOf(process.pid, processTable());
    expect(own).toMatchObject({ pid: process.pid, parent: process.ppid });
    expect(own?.microseconds).toBeGreaterThan(0);
  });
});
