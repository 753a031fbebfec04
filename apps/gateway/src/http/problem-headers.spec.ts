import { Refusal } from '@countersign/contracts';
import { toProblem } from '@countersign/platform';
import { problemHeaders } from './problem.filter.js';

const headersOf = (status: number, data = {}) =>
  problemHeaders(toProblem(new Refusal('code', status, 'Why.', data), 'r1'));

describe('headers of a problem', () => {
  it('have Retry-After', () => {
    expect(headersOf(503)).toEqual({ 'retry-after': '1' });
    expect(headersOf(429, { retryAfter: 7 })).toEqual({ 'retry-after': '7' });
  });

  it('have the position of a recorded refusal', () =>
    expect(headersOf(403, { position: 'request=7' })).toEqual({ 'countersign-position': 'request=7' }));

  it('are empty for other problems', () => expect(headersOf(409)).toEqual({}));
});
