import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "The account's stream is a busy one: it should not make check-outs fail." */
export const accountTakenAfterwards: SeededBug = {
  name: 'account-taken-afterwards',
  says: 'The account is read by a check-out, and taken by an append of its own after it.',
  patches: [
    {
      file: 'libs/request/server/src/access-commands.ts',
      find: `      answer(await this.runner.run(context, (loader) => this.decide(command, loader, call))),
    );`,
      replace: `{
      const decided: Decided[] = [];
      const ran = await this.runner.run(context, async (loader) => {
        const all = await this.decide(command, loader, call);
        const ofAccount = all.streams.filter(({ stream }) => stream.startsWith('account-'));
        decided.push({ ...all, streams: ofAccount });
        return { ...all, streams: all.streams.filter((one) => !ofAccount.includes(one)) };
      });
      const { streams, result } = decided.at(-1) ?? { streams: [], result: ran.result };
      for (const { stream, events } of streams) {
        const unkeyed = { ...call, idempotencyKey: null };
        const reservation = personCommand(unkeyed, { operation, target: requestId, payload });
        await this.runner.run(reservation, async (loader) => {
          const { version } = await loader.load(stream, accountFold);
          return { streams: [{ stream, expectedVersion: version, events }], result };
        });
      }
      return answer(ran);
    });`,
    },
  ],
  scenario: calm,
  caughtBy: ['exclusive'],
};
