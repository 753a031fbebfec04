import { refOf } from '@countersign/contracts';
import { whatMayDo } from './eligibility.js';
import {
  at,
  bob,
  by,
  carol,
  dave,
  grace,
  HOUR,
  oneManager,
  opened,
  person,
  twoSteps,
} from './testing/fixtures.js';
import { approving, given, rejecting } from './testing/given.js';

describe('the last approval that is needed', () => {
  it('approves the request in one append, with its decision and the steps as they are then', () => {
    const { events } = given(opened(oneManager)).when(approving(), by(bob));
    expect(events).toMatchObject([
      {
        type: 'approval.decided',
        data: {
          step: 0,
          decision: { by: refOf(bob), as: { type: 'group', id: 'managers' }, selfApproval: false },
        },
      },
      {
        type: 'approval.approved',
        data: {
          at: at(60_000).toISOString(),
          duration: 'PT1H',
          steps: [{ status: 'approved', decisions: [{}] }],
        },
      },
    ]);
  });

  it('approves the request only when every step has its quorum, strictly in order', () => {
    const first = given(opened(twoSteps)).and(approving(), by(bob));
    expect(first.approval.steps.map(({ status }) => status)).toEqual(['approved', 'pending']);
    const second = first.and(approving(), by(dave));
    expect(second.approval).toMatchObject({
      status: 'pending',
      steps: [{}, { status: 'pending', decisions: [{}] }],
    });
    expect(second.when(approving(), by(grace)).types).toEqual(['approval.decided', 'approval.approved']);
  });

  it('never comes from a person who has already approved in the step', () => {
    const once = given(opened(twoSteps)).and(approving(), by(bob)).and(approving(), by(dave));
    const { refusal } = once.when(approving(), by(dave));
    expect(refusal).toMatchObject({ code: 'already-decided', status: 403, data: { step: 1 } });
    expect(refusal?.message).toContain('Step 2 ("Security Review") is open and needs 1 more of');
    const renamed = { ...dave, name: 'David', email: 'david@example.com' };
    expect(once.when(approving(), by(renamed)).refusal?.code).toBe('already-decided');
  });
});

describe('a person whom the open step does not name (rules.md#eligibility)', () => {
  it('learns which step is open and who may approve it', () => {
    const { refusal } = given(opened(twoSteps)).when(approving(), by(dave));
    expect(refusal).toMatchObject({ code: 'not-an-approver', status: 403 });
    expect(refusal?.message).toContain('Step 1 ("Manager Review") is open');
    expect(refusal?.message).toContain('anybody in the group managers');
  });

  it('cannot decide because of a former membership: only the groups in the token of this call count', () => {
    const formerManager = { ...carol, groups: [] };
    expect(given(opened(oneManager)).when(approving(), by(formerManager)).refusal?.code).toBe(
      'not-an-approver',
    );
  });
});

describe('a person who approved an earlier step (rules.md#distinct-approvers)', () => {
  const managerTwice = [...oneManager, ...oneManager];

  it('can approve another step if the policy allows it', () => {
    const past = given(opened(managerTwice)).and(approving(), by(bob));
    expect(past.when(approving(), by(bob)).refusal).toMatchObject({
      code: 'approved-earlier-step',
      data: { earlierStep: 0 },
    });
    const relaxed = given(opened(managerTwice, { policy: { distinctApprovers: false } })).and(
      approving(),
      by(bob),
    );
    expect(relaxed.when(approving(), by(bob)).types).toEqual(['approval.decided', 'approval.approved']);
  });
});

describe('the requester (rules.md#self-approval)', () => {
  const byBob = { requester: person('bob') };

  it('never decides on their own request', () => {
    expect(given(opened(oneManager, byBob)).when(approving(), by(bob)).refusal).toMatchObject({
      code: 'self-approval',
      status: 403,
    });
    expect(given(opened(oneManager, byBob)).when(rejecting(), by(bob)).refusal?.code).toBe('self-approval');
  });

  it('can decide if the policy allows self-approval, and the decision is flagged', () => {
    const { events } = given(opened(oneManager, { ...byBob, policy: { allowSelfApproval: true } })).when(
      approving(),
      by(bob),
    );
    expect(events[0]).toMatchObject({ data: { decision: { selfApproval: true } } });
  });

  it.each([
    ['the only author', [person('bob')]],
    ['the first of its authors', [person('bob'), person('erin')]],
    ['the last of its authors', [person('erin'), person('frank'), person('bob')]],
  ])('cannot decide even then as %s', (_, authors) => {
    const own = given(opened(oneManager, { ...byBob, authors, policy: { allowSelfApproval: true } }));
    for (const rule of [approving(), rejecting()]) {
      expect(own.when(rule, by(bob)).refusal).toMatchObject({ code: 'wrote-this-policy', status: 403 });
    }
  });

  it('can decide if a namesake at another issuer wrote the policy', () => {
    const authors = [{ ...person('bob'), issuer: 'https://other.example' }];
    const own = given(opened(oneManager, { ...byBob, authors, policy: { allowSelfApproval: true } }));
    expect(own.when(approving(), by(bob)).refusal).toBeNull();
  });

  it('is identified by issuer and id: the same id at another issuer is another person', () => {
    const elsewhere = { requester: { ...person('bob'), issuer: 'https://other.example' } };
    expect(given(opened(oneManager, elsewhere)).when(approving(), by(bob)).refusal).toBeNull();
  });
});

describe('a second factor (rules.md#second-factor)', () => {
  const withMfa = opened(oneManager, { policy: { mfa: { onApproval: true, maxAge: 'PT5M' } } });
  const proof = { methods: ['otp'], at: at(0).toISOString() };

  it('is needed if the policy asks for it', () => {
    expect(given(withMfa).when(approving(), by(bob)).refusal).toMatchObject({
      code: 'insufficient-user-authentication',
      status: 401,
      data: { max_age: 300 },
    });
    expect(given(withMfa).when(rejecting(), by(bob)).refusal?.code).toBe('insufficient-user-authentication');
  });

  it('must be fresh to the millisecond', () => {
    expect(given(withMfa).when(approving(), by(bob, at(300_000), proof)).refusal).toBeNull();
    expect(given(withMfa).when(approving(), by(bob, at(300_001), proof)).refusal?.code).toBe(
      'insufficient-user-authentication',
    );
  });

  it('is recorded even if the policy does not ask for it', () => {
    const { events } = given(opened(oneManager)).when(approving(), by(bob, at(1), proof));
    expect(events[0]).toMatchObject({ data: { decision: { mfa: proof } } });
  });

  it('is checked last, so that nobody signs in again only to be refused', () => {
    expect(given(withMfa).when(approving(), by(dave)).refusal?.code).toBe('not-an-approver');
  });
});

describe('the duration (rules.md#shortening)', () => {
  it('is the shortest of the requested duration and those that approvers allow', () => {
    const past = given(opened(twoSteps))
      .and(approving({ maxDuration: 'PT20M' }), by(bob))
      .and(approving({ maxDuration: 'PT4H' }), by(dave));
    expect(past.when(approving(), by(grace)).events[1]).toMatchObject({ data: { duration: 'PT20M' } });
  });

  it('is never lengthened', () => {
    expect(
      given(opened(oneManager)).when(approving({ maxDuration: 'P30D' }), by(bob)).events[1],
    ).toMatchObject({
      data: { duration: 'PT1H' },
    });
  });

  it("is not cut below the policy's minimum", () => {
    const minimum = opened(oneManager, { policy: { minAccessDuration: 'PT5M' } });
    expect(given(minimum).when(approving({ maxDuration: 'PT5M' }), by(bob)).refusal).toBeNull();
    expect(given(minimum).when(approving({ maxDuration: 'PT4M59S' }), by(bob)).refusal).toMatchObject({
      code: 'duration-out-of-range',
      status: 422,
      errors: [{ path: 'maxDuration' }],
    });
  });
});

describe('a maintenance window', () => {
  const window = opened(oneManager, { startsAt: at(HOUR).toISOString() });

  it('can be approved while some of it is left', () => {
    expect(given(window).when(approving(), by(bob, at(2 * HOUR - 1))).refusal).toBeNull();
    expect(given(window).when(approving(), by(bob, at(2 * HOUR))).refusal).toMatchObject({
      code: 'window-over',
      status: 409,
    });
  });

  it('ends earlier when an approver shortens it, even in the last approval', () => {
    const now = at(HOUR + HOUR / 2);
    expect(given(window).when(approving({ maxDuration: 'PT30M' }), by(bob, now)).refusal?.code).toBe(
      'window-over',
    );
    expect(given(window).when(approving({ maxDuration: 'PT31M' }), by(bob, now)).refusal).toBeNull();
  });

  it('never ends before the approval if the clock starts at check-out, and can still be shortened', () => {
    const policy = { accessStarts: 'check-out', useBy: 'PT2H' } as const;
    const open = opened(oneManager, { startsAt: at(HOUR).toISOString(), policy });
    expect(
      given(open).when(approving({ maxDuration: 'PT20M' }), by(bob, at(10 * HOUR))).events[1],
    ).toMatchObject({
      type: 'approval.approved',
      data: { duration: 'PT20M' },
    });
    expect(whatMayDo(bob, given(open).approval, at(10 * HOUR)).may).toContain('approve');
  });
});

describe('an approval that has ended (rules.md#final-states)', () => {
  it('does not change, and refusals say how it ended', () => {
    const approved = given(opened(oneManager)).and(approving(), by(bob));
    expect(approved.when(approving(), by(carol)).refusal).toMatchObject({
      code: 'not-pending',
      status: 409,
      data: { status: 'approved' },
    });
    const rejected = given(opened(oneManager)).and(rejecting(), by(carol));
    expect(rejected.when(approving(), by(bob)).refusal?.message).toContain(
      'Name of carol rejected it at 2026-03-01T09:01:00.000Z',
    );
  });
});
