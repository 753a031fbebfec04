import { pause } from '../backoff.js';
import { recordingTelemetry } from '../test-support/recording-telemetry.js';
import { testLeases } from '../test-support/test-service.js';
import { DeadlineKeeper } from './deadline-keeper.js';

/** Nothing listens there. */
const NOWHERE = 'postgres://nobody@127.0.0.1:1/nothing';

describe('a keeper of deadlines without a database', () => {
  it('says so once, however often it tries, and stops at once', async () => {
    const telemetry = recordingTelemetry();
    const handler = { handle: () => Promise.resolve() };
    const leases = testLeases(NOWHERE, 'approval', telemetry);
    const connectionString = NOWHERE;
    const keeper = new DeadlineKeeper({ log: 'approval', connectionString, leases, handler, telemetry });
    keeper.onApplicationBootstrap();
    await pause(2300);
    await keeper.beforeApplicationShutdown();
    await leases.close();
    expect(telemetry.lines).toHaveLength(1);
  });
});
