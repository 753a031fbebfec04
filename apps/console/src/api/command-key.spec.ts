import { ApiProblem, Unreachable } from '@countersign/api-client';
import { CommandKey } from './command-key.js';

const keys = () => {
  let count = 0;
  return new CommandKey(() => `k${++count}`);
};

it.each([new Unreachable('http://x', null), new ApiProblem(503, 'unavailable', 'Not now.')])(
  'a retry after %s keeps the key (rules.md#idempotency)',
  (error) => {
    const key = keys();
    expect(key.of({ a: 1 })).toBe('k1');
    key.ended(error);
    expect(key.of({ a: 1 })).toBe('k1');
  },
);

it('a command after an answer, or with other content, gets a new key (rules.md#idempotency)', () => {
  const key = keys();
  expect([key.of({ a: 1 }), key.of({ a: 2 })]).toEqual(['k1', 'k2']);
  key.ended();
  expect(key.of({ a: 2 })).toBe('k3');
  key.ended(new ApiProblem(409, 'not-pending', 'It is not pending.'));
  expect(key.of({ a: 2 })).toBe('k4');
});
