import { ApiProblem, Unreachable } from '@countersign/api-client';
import { triesReadAgain } from './query-client.js';

const problem = (status: number) => new ApiProblem(status, 'x', 'x');

it('a read that fails in the server is retried twice', () => {
  expect([0, 1, 2].map((tries) => triesReadAgain(tries, problem(502)))).toEqual([true, true, false]);
});

it.each<Error>([problem(403), problem(404), problem(503), new Unreachable('http://x', null), new Error('x')])(
  'a read that fails with %s is not retried',
  (error) => expect(triesReadAgain(0, error)).toBe(false),
);
