import { alice, bob, by, carol, oneManager, opened, twoSteps } from './testing/fixtures.js';
import { approving, cancelling, given, rejecting } from './testing/given.js';

const ERASED_AT = '2026-06-01T00:00:00.000Z';

describe('the comment of a person', () => {
  it('is kept beside the steps, with the name and e-mail address from their token', () => {
    const { approval } = given(opened(twoSteps)).and(approving({ comment: 'fine' }), by(bob));
    const known = {
      issuer: bob.issuer,
      id: 'bob',
      name: 'Name of bob',
      email: 'bob@example.com',
      erasedAt: null,
    };
    expect(approval.remarks).toEqual([{ step: 0, by: known, comment: 'fine' }]);
    expect(JSON.stringify(approval.steps)).not.toMatch(/Name of bob|bob@example|fine/);
  });

  it('is gone after an erasure, which changes nothing else', () => {
    const past = given(opened(oneManager)).and(rejecting('not today'), by(bob));
    const nameless = { issuer: bob.issuer, id: 'bob', name: null, email: null, erasedAt: ERASED_AT };
    const remarks = [{ step: 0, by: nameless, comment: null }];
    expect(past.erased(ERASED_AT).approval).toEqual({ ...past.approval, by: nameless, remarks });
  });
});

describe('a refusal because the request has ended', () => {
  const rejected = given(opened(oneManager)).and(rejecting('not today'), by(bob));
  const cancelled = given(opened(oneManager)).and(cancelling('done without'), by(alice));

  it.each([
    ['a rejection', rejected, 'bob rejected it at 2026-03-01T09:01:00.000Z'],
    ['a cancellation', cancelled, 'alice cancelled it at 2026-03-01T09:01:00.000Z'],
  ])('names the author of %s to the caller, and only by id in the record', (_, past, how) => {
    const { refusal } = past.when(approving(), by(carol));
    expect(refusal?.message).toBe(`This request is no longer pending: Name of ${how}.`);
    expect(refusal?.recordedDetail).toBe(`This request is no longer pending: ${how}.`);
  });

  it.each([
    ['a rejection', rejected, 'bob rejected it'],
    ['a cancellation', cancelled, 'alice cancelled it'],
  ])('names the author of %s by id after their name was erased', (_, past, how) => {
    const { refusal } = past.erased(ERASED_AT).when(approving(), by(carol));
    expect(refusal?.message).toContain(`: ${how} at`);
  });
});

it('a refusal to cancel the request of another person names its requester by id', () => {
  const { refusal } = given(opened(oneManager)).when(cancelling(), by(bob));
  expect(refusal?.message).toBe('Only alice, who made this request, may cancel it.');
  expect(refusal?.recordedDetail).toBe(refusal?.message);
});
