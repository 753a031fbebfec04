import { recordingLogger } from '../testing/test-postgres.js';
import { leadWhenever } from './lead-whenever.js';
import type { Leadership } from './leadership.js';

const lease = { kind: 'consumer', name: 'x' } as const;

/** Leads while each attempt fails with the next message; the last message stops it. */
async function warnings(...messages: string[]): Promise<string[]> {
  const logger = recordingLogger();
  const stop = new AbortController();
  const left = [...messages];
  const tryAcquire = (): Promise<never> => {
    const message = left.shift();
    if (message === undefined) stop.abort();
    return Promise.reject(new Error(message));
  };
  const leases: Leadership = { tryAcquire, onLost: () => undefined };
  await leadWhenever({ leases, lease, stop: stop.signal, logger }, () => Promise.resolve());
  return logger.lines.map(({ message }) => message);
}

describe('an instance that cannot lead', () => {
  it('logs the reason once, however often it tries, and logs again when the reason changes', async () =>
    expect(await warnings('refused', 'refused', 'refused', 'timeout')).toEqual([
      'consumer x: refused',
      'consumer x: timeout',
    ]));
});
