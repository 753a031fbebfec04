import type { RecordedEvent } from '@countersign/contracts';
import { openAfter, requestOf } from './open-requests.js';
import type { OpenRequests } from './open-requests.js';

const event = (type: string, requestId = 'r'): RecordedEvent =>
  ({ type, data: { requestId } }) as unknown as RecordedEvent;
const after = (...types: string[]): OpenRequests =>
  openAfter(
    new Map(),
    types.map((type) => event(type)),
  );

describe('a request that is not over', () => {
  it.each([
    ['pending', ['request.submitted']],
    ['access', ['request.submitted', 'request.approved']],
    ['access', ['request.submitted', 'request.approved', 'access.granted']],
    ['access', ['request.submitted', 'request.approved', 'access.granted', 'access.opened']],
    ['access', ['request.submitted', 'request.approved', 'access.granted', 'access.checked_out']],
    ['access', ['request.unmatched', 'access.granted']],
    ['pending', ['request.submitted', 'request.something_new']],
  ])('is open (%s) after %j', (openness, types) => {
    expect(after(...types).get('r')).toBe(openness);
  });

  it.each([
    [['request.refused']],
    [['request.submitted', 'request.rejected']],
    [['request.submitted', 'request.cancelled']],
    [['request.submitted', 'request.expired']],
    [['request.submitted', 'request.approved', 'access.granted', 'access.ended']],
    [['request.submitted', 'request.approved', 'access.granted', 'access.revoked']],
    [['request.unmatched', 'access.granted', 'access.checked_out', 'access.checked_in']],
    [['attempt.refused', 'audit.checkpoint', 'personal_data.erased']],
  ])('is over after %j', (types) => {
    expect(after(...types)).toEqual(new Map());
  });

  it('is found page by page as in one pass, and a further page does not change earlier results', () => {
    const first = openAfter(new Map(), [event('request.submitted', 'a'), event('request.submitted', 'b')]);
    const second = openAfter(first, [event('request.rejected', 'a'), event('request.submitted', 'c')]);
    expect([...first.keys()]).toEqual(['a', 'b']);
    expect([...second.keys()]).toEqual(['b', 'c']);
  });

  it('depends on recorded events, not on refused attempts', () => {
    expect(requestOf(event('approval.decided', 'a'))).toBe('a');
    expect(requestOf({ data: { target: { requestId: 'a' } } })).toBeUndefined();
    expect(requestOf({ data: { policyId: 'p' } })).toBeUndefined();
  });
});
