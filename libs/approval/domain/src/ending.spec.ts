import { approve } from './approve.js';
import { cancel } from './cancel.js';
import { asOf, expire } from './expire.js';
import { openApproval } from './open-approval.js';
import { reject } from './reject.js';
import { alice, at, bob, by, carol, dave, DEADLINE, no, opened, twoSteps, yes } from './testing/fixtures.js';
import { given } from './testing/given.js';

const before = new Date(DEADLINE.getTime() - 1);
const after = new Date(DEADLINE.getTime() + 1);
const open = () => given(opened(twoSteps));

describe('reject', () => {
  it('ends the request; steps nobody needs to decide any more are closed', () => {
    const { events } = open().when((approval) => reject(no, approval, by(bob)));
    expect(events).toMatchObject([
      {
        type: 'approval.decided',
        data: { decision: { decision: 'reject', comment: 'not today', maxDuration: null } },
      },
      {
        type: 'approval.rejected',
        data: { steps: [{ status: 'rejected', decisions: [{}] }, { status: 'closed' }] },
      },
    ]);
  });

  it('is for the approvers of the open step', () => {
    expect(open().when((approval) => reject(no, approval, by(dave))).refusal?.code).toBe('not-an-approver');
  });
});

describe('cancel', () => {
  it('ends the request, by its requester', () => {
    const { events } = open().when((approval) => cancel({ comment: 'done without' }, approval, by(alice)));
    expect(events).toMatchObject([
      {
        type: 'approval.cancelled',
        data: {
          comment: 'done without',
          by: { id: 'alice' },
          steps: [{ status: 'closed' }, { status: 'closed' }],
        },
      },
    ]);
  });

  it('by nobody else', () => {
    const { refusal } = open().when((approval) => cancel({ comment: null }, approval, by(bob)));
    expect(refusal).toMatchObject({ code: 'not-the-requester', status: 403 });
  });

  it('not of what has ended', () => {
    const past = open().and((approval) => reject(no, approval, by(bob)));
    expect(past.when((approval) => cancel({ comment: null }, approval, by(alice))).refusal?.code).toBe(
      'not-pending',
    );
  });
});

describe('the TTL', () => {
  it.each([
    ['1 ms before its deadline', before, null],
    ['at its deadline', DEADLINE, 'not-pending'],
    ['1 ms after its deadline', after, 'not-pending'],
  ])('%s', (_, now, code) => {
    expect(open().when((approval) => approve(yes, approval, by(bob, now))).refusal?.code ?? null).toBe(code);
    expect(open().when((approval) => reject(no, approval, by(bob, now))).refusal?.code ?? null).toBe(code);
    expect(
      open().when((approval) => cancel({ comment: null }, approval, by(alice, now))).refusal?.code ?? null,
    ).toBe(code);
    expect(open().when((approval) => expire(approval, now)).types).toEqual(code ? ['approval.expired'] : []);
    expect(asOf(open().approval, now).status).toBe(code ? 'expired' : 'pending');
  });

  it('ended it at its deadline, however late that is recorded', () => {
    const { events } = open().when((approval) => expire(approval, at(1e10)));
    expect(events).toMatchObject([
      { data: { at: DEADLINE.toISOString(), steps: [{ status: 'closed' }, { status: 'closed' }] } },
    ]);
  });

  it('ends only what is pending', () => {
    const past = open().and((approval) => reject(no, approval, by(carol)));
    expect(past.when((approval) => expire(approval, after)).events).toEqual([]);
    expect(asOf(past.approval, after).status).toBe('rejected');
  });
});

describe('opening', () => {
  it('happens once', () => {
    const data = { ...opened(twoSteps).data, mfa: null };
    expect(openApproval(data, { status: 'none' })).toEqual([opened(twoSteps)]);
    expect(openApproval(data, open().approval)).toEqual([]);
  });
});
