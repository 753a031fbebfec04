import { refOf } from '@countersign/contracts';
import { openApproval } from './approval.js';
import { asOf } from './expire.js';
import { alice, at, bob, by, carol, dave, DEADLINE, opened, person, twoSteps } from './testing/fixtures.js';
import { approving, cancelling, expiring, given, rejecting } from './testing/given.js';

const before = new Date(DEADLINE.getTime() - 1);
const after = new Date(DEADLINE.getTime() + 1);
const open = () => given(opened(twoSteps));

describe('reject', () => {
  it('ends the request, and closes the steps that need no decision any more', () => {
    const { events } = open().when(rejecting('not today'), by(bob));
    expect(events).toMatchObject([
      {
        type: 'approval.decided',
        data: { decision: { by: refOf(bob), decision: 'reject', maxDuration: null } },
        texts: { comment: 'not today' },
      },
      {
        type: 'approval.rejected',
        data: { steps: [{ status: 'rejected', decisions: [{}] }, { status: 'closed' }] },
      },
    ]);
  });

  it('is allowed to the approvers of the open step', () => {
    expect(open().when(rejecting('not today'), by(dave)).refusal?.code).toBe('not-an-approver');
  });
});

describe('cancel', () => {
  it('lets the requester end the request', () => {
    const { events } = open().when(cancelling('done without'), by(alice));
    expect(events).toMatchObject([
      {
        type: 'approval.cancelled',
        data: { steps: [{ status: 'closed' }, { status: 'closed' }] },
        texts: { comment: 'done without' },
      },
    ]);
  });

  it('is refused for everybody else', () => {
    const { refusal } = open().when(cancelling(), by(bob));
    expect(refusal).toMatchObject({ code: 'not-the-requester', status: 403 });
  });

  it('changes nothing once the request has ended', () => {
    const past = open().and(rejecting('not today'), by(bob));
    expect(past.when(cancelling(), by(alice)).refusal?.code).toBe('not-pending');
  });
});

describe('the TTL', () => {
  it.each([
    ['runs 1 ms before its deadline', before, null],
    ['has passed at its deadline', DEADLINE, 'not-pending'],
    ['has passed 1 ms after its deadline', after, 'not-pending'],
  ])('%s', (_, now, code) => {
    expect(open().when(approving(), by(bob, now)).refusal?.code ?? null).toBe(code);
    expect(open().when(rejecting('not today'), by(bob, now)).refusal?.code ?? null).toBe(code);
    expect(open().when(cancelling(), by(alice, now)).refusal?.code ?? null).toBe(code);
    expect(open().when(expiring, { now }).types).toEqual(code ? ['approval.expired'] : []);
    expect(asOf(open().approval, now).status).toBe(code ? 'expired' : 'pending');
  });

  it('ends the request at its deadline, however late the end is recorded', () => {
    const { events } = open().when(expiring, { now: at(1e10) });
    expect(events).toMatchObject([
      { data: { at: DEADLINE.toISOString(), steps: [{ status: 'closed' }, { status: 'closed' }] } },
    ]);
  });

  it('ends only a pending request', () => {
    const past = open().and(rejecting('not today'), by(carol));
    expect(past.when(expiring, { now: after }).events).toEqual([]);
    expect(asOf(past.approval, after).status).toBe('rejected');
  });
});

describe('opening', () => {
  const submission = { ...opened(twoSteps).data, mfa: null };

  it('happens once', () => {
    expect(openApproval(submission, { status: 'none' })).toEqual([opened(twoSteps)]);
    expect(openApproval(submission, open().approval)).toEqual([]);
  });

  it('records only the issuer and id of the requester', () => {
    const [event] = openApproval({ ...submission, requester: person('alice') }, { status: 'none' });
    expect(event?.data.requester).toEqual(refOf(alice));
  });
});
