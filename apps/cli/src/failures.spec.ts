import { ApiProblem, Unreachable } from '@countersign/api-client';
import { exitCodeOf, failureOf, failureText, IoFailure, NotSignedIn, UsageError } from './failures.js';
import { OutputFailure } from './output/terminal.js';

const enospc = Object.assign(new Error('write'), { errno: -28, code: 'ENOSPC', syscall: 'write' });
const problem = (status: number, code = 'some-code') => new ApiProblem(status, code, 'No.', [], 'q-1');

it.each<[number, string, unknown]>([
  [1, 'a refusal', problem(403)],
  [1, 'a state that forbids the command', problem(409)],
  [1, 'an invalid field', problem(422)],
  [1, 'a stale version', problem(412)],
  [2, 'a wrong command line', new UsageError('No.')],
  [3, 'a missing sign-in', new NotSignedIn()],
  [3, 'a rejected token', problem(401)],
  [4, 'something that does not exist', problem(404)],
  [5, 'a service that does not answer', problem(503)],
  [5, 'a proxy without the server', problem(502)],
  [5, 'too many requests', problem(429)],
  [5, 'an unreachable server', new Unreachable('http://s', null)],
  [74, 'a file that cannot be written', new IoFailure('x cannot be written', enospc)],
  [74, 'output on a full disk', new OutputFailure(enospc)],
  [
    0,
    'a reader that closed the output',
    new OutputFailure(Object.assign(new Error('write'), { code: 'EPIPE' })),
  ],
  [6, 'a defect of the server', problem(500)],
  [6, 'a defect of this program', new TypeError('x is not a function')],
])('exits with %i on %s', (code, _what, error) => expect(exitCodeOf(error)).toBe(code));

it('prints a failure with its code and fields, and the request id only where operators need it', () => {
  const invalid = new ApiProblem(422, 'invalid-input', 'The input is not valid.', [
    { path: 'duration', message: 'is too long' },
    { path: '', message: 'unknown field' },
  ]);
  expect(failureText(failureOf(invalid))).toBe(
    'The input is not valid. (invalid-input)\n  duration: is too long\n  input: unknown field',
  );
  expect(failureText(failureOf(problem(500, 'internal')))).toBe('No. (internal)\n  request id: q-1');
  expect(failureText(failureOf(problem(403)))).toBe('No. (some-code)');
});

it('says in the words of the operating system why something cannot be written', () => {
  expect(failureText(failureOf(new OutputFailure(enospc)))).toBe(
    'The output cannot be written: no space left on device. (io)',
  );
});
