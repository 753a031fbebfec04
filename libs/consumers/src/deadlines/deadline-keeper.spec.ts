import { eventually } from '@countersign/testing';
import { recordingTelemetry } from '../testing/recording-telemetry.js';
import { testLeases } from '@countersign/postgres/testing';
import { DeadlineKeeper } from './deadline-keeper.js';

/** A port without a listener. */
const NOWHERE = 'postgres://nobody@127.0.0.1:1/nothing';

describe('a keeper of deadlines without a database', () => {
  it('logs the failure once, however often it tries, and stops at once', async () => {
    const telemetry = recordingTelemetry();
    const handler = { handle: () => Promise.resolve() };
    const leases = testLeases(NOWHERE, 'approval', telemetry.logger);
    const connectionString = NOWHERE;
    const keeper = new DeadlineKeeper({ log: 'approval', connectionString, leases, handler, telemetry });
    const tries = jest.spyOn(leases, 'tryAcquire');
    keeper.onApplicationBootstrap();
    await eventually('it tried again and again', () => tries.mock.calls.length > 2);
    await keeper.beforeApplicationShutdown();
    await leases.close();
    expect(telemetry.lines).toHaveLength(1);
  });
});
