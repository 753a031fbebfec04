import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogFeed, StoredEvent } from '@countersign/event-log';
import { recordingRelayTelemetry } from './testing/recording-telemetry.js';
import { CommandGate } from './command-gate.js';
import { MirrorCheck } from './mirror-check.js';

/** A mirror that begins after position 1. */
const jsm = {
  streams: {
    info: () => Promise.resolve({ config: { first_seq: 2 }, state: { last_seq: 1, messages: 0 } }),
  },
} as unknown as JetStreamManager;

describe('the comparison of log and mirror', () => {
  it('does not open the gate for a database that was lost during the check', async () => {
    const gate = new CommandGate();
    const feed = {
      name: 'request',
      readStored: () => {
        gate.doubt();
        return Promise.resolve([{ position: 1, hash: 'a' } as StoredEvent]);
      },
    } as unknown as LogFeed;
    const check = new MirrorCheck(feed, gate, recordingRelayTelemetry().logger);
    await check.run(jsm);
    expect(gate.state).toBe('unchecked');
  });
});
