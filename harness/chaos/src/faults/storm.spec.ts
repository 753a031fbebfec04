import { eventually } from '@countersign/testing';
import type { Installation } from '../installation/installation.js';
import { lasting } from './fault.js';
import type { Fault } from './fault.js';
import { storm } from './storm.js';

const nowhere = {} as Installation;

interface Trace {
  atOnce: number;
  most: number;
  begun: string[];
  overlaps: string[][];
}

/** Faults that record which others are active when they begin. */
function traced(...wishes: (Partial<Fault> & { targets: string[] })[]): { faults: Fault[]; trace: Trace } {
  const trace: Trace = { atOnce: 0, most: 0, begun: [], overlaps: [] };
  const current = new Set<Fault>();
  const faults = wishes.map((wish, index): Fault => {
    const fault: Fault = {
      kind: 'test',
      at: 0,
      lasts: 20,
      what: `fault ${index}`,
      run: async (_, signal) => {
        current.add(fault);
        trace.begun.push(fault.what);
        trace.most = Math.max(trace.most, current.size);
        trace.overlaps.push([...current].flatMap(({ targets }) => targets));
        await lasting(fault.lasts, signal);
        current.delete(fault);
      },
      ...wish,
    };
    return fault;
  });
  return { faults, trace };
}

const calm = (): AbortSignal => new AbortController().signal;
const untold = (): void => undefined;

describe('a storm', () => {
  it('has at most two faults at a time', async () => {
    const { faults, trace } = traced(...['a', 'b', 'c', 'd', 'e'].map((one) => ({ targets: [one] })));
    const past = await storm(faults, nowhere, calm(), untold);
    expect(past).toHaveLength(5);
    expect(trace.most).toBe(2);
    expect(trace.begun).toEqual(faults.map(({ what }) => what));
  });

  it('never has two faults that affect the same part', async () => {
    const { faults, trace } = traced(
      { targets: ['a', 'b'] },
      { targets: ['b'] },
      { targets: ['c', 'a'] },
      { targets: ['a'] },
    );
    await storm(faults, nowhere, calm(), untold);
    for (const targets of trace.overlaps) expect(new Set(targets).size).toBe(targets.length);
  });

  it('begins no fault before its time', async () => {
    const { faults } = traced({ targets: ['a'] }, { targets: ['b'], at: 80 });
    const began: number[] = [];
    await storm(faults, nowhere, calm(), (_, at) => began.push(at));
    expect(began[1]).toBeGreaterThanOrEqual(78);
  });

  it('continues when a fault cannot be repaired, and reports the reason', async () => {
    const { faults } = traced(
      { targets: ['a'], run: () => Promise.reject(new Error('it did not start')) },
      { targets: ['a'] },
    );
    const past = await storm(faults, nowhere, calm(), untold);
    expect(past.map(({ error }) => error)).toEqual(['it did not start', null]);
  });

  it('ends early when its signal is aborted, and undoes the fault that is under way', async () => {
    const end = new AbortController();
    const { faults, trace } = traced({ targets: ['a'], lasts: 60_000 }, { targets: ['b'], at: 60_000 });
    const over = storm(faults, nowhere, end.signal, untold);
    await eventually('the first fault has begun', () => trace.begun.length === 1);
    end.abort();
    expect(await over).toMatchObject([{ what: 'fault 0', error: null }]);
    expect(trace.begun).toEqual(['fault 0']);
  });
});
