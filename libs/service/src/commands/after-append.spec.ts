import { NotFound, NotKnownToBeDone, Unavailable } from '@countersign/contracts';
import type { Ran } from '@countersign/event-log';
import { afterAppend } from './commands.js';

const result = { status: 200, code: null, ids: {} };
const recorded = { repeated: false, result, firstPosition: 1, lastPosition: 1, recordedAt: '' };
const done: Ran = { appended: recorded, result };
const nothing: Ran = { appended: null, result };

describe('the answer of a command', () => {
  it('is what the callback returns', async () => {
    expect(await afterAppend(done, () => Promise.resolve(1))).toBe(1);
  });

  it.each<[string, Ran, Error, new (what: string) => Error]>([
    [
      'never says that nothing was done after the command has appended',
      done,
      new Unavailable('The log'),
      NotKnownToBeDone,
    ],
    [
      'says that nothing was done if the command appended nothing',
      nothing,
      new Unavailable('The log'),
      Unavailable,
    ],
    ['passes other refusals through', done, new NotFound('request'), NotFound],
  ])('%s', async (_, ran, thrown, expected) => {
    await expect(afterAppend(ran, () => Promise.reject(thrown))).rejects.toBeInstanceOf(expected);
  });
});
