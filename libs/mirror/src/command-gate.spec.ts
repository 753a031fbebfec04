import { InMemoryEventLog } from '@countersign/event-log';
import { CommandGate, GatedEventLog } from './command-gate.js';

const append = {
  command: { id: 'a'.repeat(64), payload: 'null' },
  result: { status: 200, code: null, ids: {} },
  events: [{ event: { type: 'thing.happened', schemaVersion: 1, data: {} }, streams: ['thing-1'] }],
  expected: [{ stream: 'thing-1', version: 0 }],
  actor: { kind: 'service', id: 'test' } as const,
  personal: null,
  correlationId: 'c',
  causationId: null,
  traceparent: null,
};

describe('a log behind a gate', () => {
  const gate = new CommandGate();
  const log = new GatedEventLog(new InMemoryEventLog('request'), gate);
  const uses: [string, () => Promise<unknown>][] = [
    ['an append', () => log.append(append)],
    ['the search for a command', () => log.findCommand('a'.repeat(64))],
    ['the read of a stream', () => log.readStream('thing-1')],
    ['the read of events', () => log.readFrom(1, 10)],
    ['the question where it ends', () => log.head()],
  ];

  it.each(uses)('refuses %s before it was compared with its mirror', async (_, use) => {
    await expect(use()).rejects.toMatchObject({ code: 'log-unchecked', status: 503 });
  });

  it.each(uses)('answers %s once they agree', async (_, use) => {
    gate.open();
    await use();
  });

  it.each(uses)('refuses %s while they differ', async (_, use) => {
    gate.shut();
    await expect(use()).rejects.toMatchObject({
      code: 'log-diverged',
      status: 503,
      message: expect.stringMatching(/^The request log differs from its mirror/) as string,
    });
  });

  it('can be verified at any time', async () => {
    expect(await log.verify()).toMatchObject({ intact: true });
  });
});
