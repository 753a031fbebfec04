import { NotFound, NotKnownToBeDone, Unavailable } from '@countersign/contracts';
import type { Ran } from '../decide-runner.js';
import { afterAppend } from './after-append.js';

const result = { status: 200, code: null, ids: {} };
const recorded = { repeated: false, result, firstPosition: 1, lastPosition: 1, recordedAt: '' };
const done: Ran = { appended: recorded, result };
const nothing: Ran = { appended: null, result };

describe('the answer of a command', () => {
  it('is what was made of it', async () => {
    expect(await afterAppend(done, () => Promise.resolve(1))).toBe(1);
  });

  it.each<[string, Ran, Error, new (what: string) => Error]>([
    ['never says that nothing was done once it is', done, new Unavailable('The log'), NotKnownToBeDone],
    ['says so when nothing was done', nothing, new Unavailable('The log'), Unavailable],
    ['leaves other refusals as they are', done, new NotFound('request'), NotFound],
  ])('%s', async (_, ran, thrown, expected) => {
    await expect(afterAppend(ran, () => Promise.reject(thrown))).rejects.toBeInstanceOf(expected);
  });
});
