import { Refusal } from '@countersign/contracts';
import { toProblem } from '@countersign/platform';
import { problemHeaders } from './problem-headers.js';

const headersOf = (status: number, data = {}) =>
  problemHeaders(toProblem(new Refusal('code', status, 'Why.', data), 'r1'));

describe('headers of a problem', () => {
  it('say when to try again', () => {
    expect(headersOf(503)).toEqual({ 'retry-after': '1' });
    expect(headersOf(429, { retryAfter: 7 })).toEqual({ 'retry-after': '7' });
  });

  it('say where a recorded refusal stands', () =>
    expect(headersOf(403, { position: 'request=7' })).toEqual({ 'countersign-position': 'request=7' }));

  it('are none where nothing is to be said', () => expect(headersOf(409)).toEqual({}));
});
