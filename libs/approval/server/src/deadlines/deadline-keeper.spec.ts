import { Logger } from '@nestjs/common';
import { DeadlineKeeper } from './deadline-keeper.js';
import type { DecideRunner } from '@countersign/event-log';
import { Expiry } from './expiry.js';

/** Nothing listens there. */
const NOWHERE = 'postgres://nobody@127.0.0.1:1/nothing';

describe('a keeper of deadlines without a database', () => {
  it('says so once, however often it tries, and stops at once', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const keeper = new DeadlineKeeper(NOWHERE, new Expiry({} as DecideRunner));
    keeper.onApplicationBootstrap();
    await new Promise((resolve) => setTimeout(resolve, 2300));
    await keeper.beforeApplicationShutdown();
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
  });
});
