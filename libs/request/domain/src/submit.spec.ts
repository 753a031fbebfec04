import { Refusal } from '@countersign/contracts';
import type { GoverningPolicy, SubmitBody } from '@countersign/contracts';
import { initialState } from './request.js';
import type { AccessRequest } from './request.js';
import { submit } from './submit.js';
import type { Submitted } from './submit.js';
import { atCheckOut } from './testing/accesses.js';
import {
  alice,
  at,
  by,
  folded,
  governing,
  HOUR,
  iso,
  OTHER_ID,
  pending,
  person,
  REQUEST_ID,
  wish,
} from './testing/fixtures.js';

interface Attempt {
  body?: Partial<SubmitBody>;
  policy?: GoverningPolicy | null;
  open?: AccessRequest;
  context?: ReturnType<typeof by>;
}

function submitting({ body, policy = governing(), open = initialState, context = by() }: Attempt): Submitted {
  return submit({ requestId: REQUEST_ID, body: wish(body), policy }, open, context);
}

function refusalOf(attempt: Attempt): Refusal | null {
  try {
    submitting(attempt);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

describe('a request that a policy governs', () => {
  it('records the whole policy version, the deadline, and takes its place', () => {
    const policy = governing();
    expect(submitting({ policy, body: { ticket: 'INC-42' } })).toEqual({
      request: [
        {
          type: 'request.submitted',
          schemaVersion: 2,
          data: {
            requestId: REQUEST_ID,
            request: {
              requester: person('alice'),
              ...wish({ ticket: 'INC-42' }),
              justification: null,
              startsAt: null,
              submittedAt: iso(0),
            },
            policy,
            expiresAt: iso(24 * HOUR),
            mfa: null,
          },
        },
      ],
      slot: [{ type: 'request.slot_taken', schemaVersion: 1, data: { requestId: REQUEST_ID } }],
    });
  });

  it('does not outlive the window it asks for', () => {
    const { request } = submitting({ body: { startsAt: iso(2 * HOUR), duration: 'PT30M' } });
    expect(request[0]?.data).toMatchObject({ expiresAt: iso(2.5 * HOUR) });
    const late = submitting({ body: { startsAt: iso(48 * HOUR) } });
    expect(late.request[0]?.data).toMatchObject({ expiresAt: iso(24 * HOUR) });
  });

  it('whose clock starts at check-out has its TTL: no window ends before there was a check-out', () => {
    const body = { startsAt: iso(2 * HOUR), duration: 'PT30M' };
    const { request } = submitting({ policy: atCheckOut, body });
    expect(request[0]?.data).toMatchObject({ expiresAt: iso(24 * HOUR) });
  });
});

describe('a request that no policy governs', () => {
  it('is refused, recorded, and takes no place', () => {
    const { request, slot } = submitting({ policy: null });
    expect(request).toMatchObject([
      { type: 'request.refused', data: { code: 'no-policy-applies', requestId: REQUEST_ID } },
    ]);
    expect(slot).toEqual([]);
    expect(folded(...request)).toMatchObject({ status: 'refused', code: 'no-policy-applies' });
  });
});

describe('what the policy asks', () => {
  const policy = governing({ minAccessDuration: 'PT10M', maxAccessDuration: 'PT1H' });
  it.each([
    ['PT10M', null],
    ['PT1H', null],
    ['PT9M59S', 'duration-out-of-range'],
    ['PT1H1S', 'duration-out-of-range'],
  ])('a duration of %s', (duration, code) => {
    expect(refusalOf({ policy, body: { duration } })?.code ?? null).toBe(code);
  });

  it('the limits are told', () => {
    expect(refusalOf({ policy, body: { duration: 'PT2H' } })).toMatchObject({
      status: 422,
      data: { minAccessDuration: 'PT10M', maxAccessDuration: 'PT1H' },
      errors: [{ path: 'duration' }],
    });
  });

  it.each([
    [undefined, 'justification-required'],
    ['', 'justification-required'],
    [' \n\t', 'justification-required'],
    ['disk is full', null],
  ])('a justification %j', (justification, code) => {
    const body = justification === undefined ? {} : { justification };
    expect(refusalOf({ policy: governing({ justification: 'required' }), body })?.code ?? null).toBe(code);
    expect(refusalOf({ body })).toBeNull();
  });

  it('a fresh second factor', () => {
    const strict = governing({ mfa: { onRequest: true, maxAge: 'PT5M' } });
    const proof = { methods: ['otp'], at: iso(0) };
    expect(refusalOf({ policy: strict })).toMatchObject({
      code: 'insufficient-user-authentication',
      status: 401,
    });
    expect(refusalOf({ policy: strict, context: by(alice, at(300_000), proof) })).toBeNull();
    expect(refusalOf({ policy: strict, context: by(alice, at(300_001), proof) })?.code).toBe(
      'insufficient-user-authentication',
    );
  });

  it('is recorded, also where nobody asked for it', () => {
    const proof = { methods: ['otp'], at: iso(0) };
    const { request } = submitting({ context: by(alice, at(0), proof) });
    expect(request[0]?.data).toMatchObject({ mfa: proof });
    expect(folded(...request)).toMatchObject({ mfa: proof });
  });

  it('is asked for last: nobody steps up to be refused', () => {
    const strict = governing({ mfa: { onRequest: true } });
    expect(refusalOf({ policy: strict, body: { duration: 'PT5H' } })?.code).toBe('duration-out-of-range');
    expect(refusalOf({ policy: strict, open: pending() })?.code).toBe('duplicate-request');
  });
});

describe('startsAt', () => {
  const days90 = 90 * 24 * HOUR;
  it.each([
    [-1, 'starts-at-out-of-range'],
    [0, null],
    [days90, null],
    [days90 + 1, 'starts-at-out-of-range'],
  ])('%i ms ahead', (ahead, code) => {
    expect(refusalOf({ body: { startsAt: iso(ahead) } })?.code ?? null).toBe(code);
  });
});

describe('a request that nobody could ever approve', () => {
  const users = (...ids: string[]) => ids.map((id) => ({ type: 'user' as const, id }));
  const steps = [
    { approvers: users('bob', 'carol'), requiredApprovals: 1 },
    { name: 'Owners', approvers: users('alice', 'dave'), requiredApprovals: 2 },
  ];

  it('is refused, naming the step that lacks people without its requester', () => {
    const refusal = refusalOf({ policy: governing({ steps }) });
    expect(refusal).toMatchObject({
      code: 'cannot-be-approved',
      status: 422,
      data: { step: 1, name: 'Owners' },
    });
    expect(refusal?.message).toContain('step 2 ("Owners")');
  });

  it('unless the requester may approve it too', () => {
    expect(refusalOf({ policy: governing({ steps, allowSelfApproval: true }) })).toBeNull();
    const own = governing({ steps, allowSelfApproval: true }, person('alice'));
    expect(refusalOf({ policy: own })?.code).toBe('cannot-be-approved');
  });
});

describe('one pending request per requester, resource and account', () => {
  const open = { ...pending(), requestId: OTHER_ID } as AccessRequest;

  it('a second one is refused with the id of the open one', () => {
    expect(refusalOf({ open })).toMatchObject({
      code: 'duplicate-request',
      status: 409,
      data: { openRequestId: OTHER_ID },
    });
  });

  it('until the TTL of the first has passed, recorded or not', () => {
    expect(refusalOf({ open, context: by(alice, at(24 * HOUR - 1)) })?.code).toBe('duplicate-request');
    expect(refusalOf({ open, context: by(alice, at(24 * HOUR)) })).toBeNull();
  });

  it('nothing else is a duplicate', () => {
    expect(refusalOf({ open: folded(...submitting({ policy: null }).request) })).toBeNull();
  });
});

describe('a request that no policy governs, where those are granted', () => {
  const granting = by(alice, at(0), null, { outcome: 'granted', maxDuration: 'PT2H' });
  const grant = (body: Partial<SubmitBody> = {}) => ({ policy: null, body, context: granting });

  it('is granted at once and flagged, takes no place, and is final', () => {
    const { request, slot } = submitting(grant());
    const window = { startsAt: iso(0), endsAt: iso(HOUR), duration: 'PT1H' };
    expect(request).toMatchObject([
      { type: 'request.unmatched', data: { requestId: REQUEST_ID, unmatched: true } },
      { type: 'access.granted', data: { requestId: REQUEST_ID, ...window } },
    ]);
    expect(slot).toEqual([]);
    expect(folded(...request)).toMatchObject({ status: 'unmatched', access: { status: 'granted', window } });
    const cancelled = { requestId: REQUEST_ID, at: iso(0), steps: [], by: person('alice'), comment: null };
    expect(() =>
      folded(...request, { type: 'request.cancelled', schemaVersion: 1, data: cancelled }),
    ).toThrow('cannot end');
  });

  it('for no longer than the setting says, and in its window', () => {
    expect(refusalOf(grant({ duration: 'PT2H' }))).toBeNull();
    expect(refusalOf(grant({ duration: 'PT2H1S' }))).toMatchObject({
      code: 'duration-out-of-range',
      status: 422,
      data: { maxAccessDuration: 'PT2H' },
    });
    expect(refusalOf(grant({ startsAt: iso(-1) }))).toMatchObject({ code: 'starts-at-out-of-range' });
    expect(submitting(grant({ startsAt: iso(HOUR) })).request[1]).toMatchObject({
      data: { startsAt: iso(HOUR), endsAt: iso(2 * HOUR) },
    });
  });

  it('but what a policy governs is not', () => {
    const [first, ...more] = submitting({ context: granting }).request;
    expect([first?.type, more]).toEqual(['request.submitted', []]);
  });
});
