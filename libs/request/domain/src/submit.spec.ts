import { Refusal } from '@countersign/contracts';
import type { GoverningPolicy, RequestEvent, RequestRefused, SubmitBody } from '@countersign/contracts';
import type { OpenRequests, Place } from './place.js';
import { lastRefusalFold } from './refusals.js';
import type { LastRefusal } from './refusals.js';
import { refusalStreams, requestStreamsOf } from './streams.js';
import { NOTHING_EARLIER, submit } from './submit.js';
import { atCheckOut } from './testing/accesses.js';
import {
  ABOUT,
  alice,
  at,
  by,
  folded,
  governing,
  HOUR,
  inStream,
  iso,
  MAX_OPEN_REQUESTS,
  OTHER_ID,
  person,
  recorded,
  REQUEST_ID,
  wish,
} from './testing/fixtures.js';

interface Attempt {
  body?: Partial<SubmitBody>;
  policy?: GoverningPolicy | null;
  place?: Place;
  open?: OpenRequests;
  refusal?: LastRefusal | null;
  repeats?: number;
  context?: ReturnType<typeof by>;
}

function submitting({ body, policy = governing(), context = by(), ...before }: Attempt): RequestEvent[] {
  return submit(
    { requestId: REQUEST_ID, body: wish(body), policy },
    { ...NOTHING_EARLIER, ...before },
    context,
  );
}

/** The kinds of streams that the events belong to. */
const kindsOf = (events: RequestEvent[]): string[][] =>
  events.map((event) => requestStreamsOf(event).map((stream) => stream.split('-')[0]!));

/** A place held by a request of T0. */
const taken: Place = { status: 'taken', requestId: OTHER_ID, expiresAt: iso(24 * HOUR) };

function refusalOf(attempt: Attempt): Refusal | null {
  try {
    submitting(attempt);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

describe('a request that a policy governs (rules.md#governing-version)', () => {
  it('records the whole policy version and the deadline, and takes its place', () => {
    const policy = governing();
    const events = submitting({ policy, body: { ticket: 'INC-42', justification: 'disk is full' } });
    expect(events).toEqual([
      {
        type: 'request.submitted',
        schemaVersion: 1,
        data: {
          ...ABOUT,
          ...wish({ ticket: 'INC-42' }),
          startsAt: null,
          submittedAt: iso(0),
          policy,
          expiresAt: iso(24 * HOUR),
          mfa: null,
        },
        texts: { justification: 'disk is full' },
      },
    ]);
    expect(kindsOf(events)).toEqual([['request', 'place', 'requester']]);
  });

  it('expires at the latest with its requested window', () => {
    const [soon] = submitting({ body: { startsAt: iso(2 * HOUR), duration: 'PT30M' } });
    expect(soon?.data).toMatchObject({ expiresAt: iso(2.5 * HOUR) });
    const [late] = submitting({ body: { startsAt: iso(48 * HOUR) } });
    expect(late?.data).toMatchObject({ expiresAt: iso(24 * HOUR) });
  });

  it('keeps its full TTL if its clock starts at check-out', () => {
    const body = { startsAt: iso(2 * HOUR), duration: 'PT30M' };
    const [submitted] = submitting({ policy: atCheckOut, body });
    expect(submitted?.data).toMatchObject({ expiresAt: iso(24 * HOUR) });
  });
});

describe('a request that no policy governs (rules.md#unmatched-requests)', () => {
  it('is refused and recorded with its count, and takes no place', () => {
    const events = submitting({ policy: null, body: { justification: 'disk is full' } });
    expect(events).toMatchObject([
      {
        type: 'request.refused',
        data: { ...ABOUT, policy: null, code: 'no-policy-applies', count: 1 },
        texts: { justification: 'disk is full' },
      },
    ]);
    expect(kindsOf(events)).toEqual([['request', 'refusals']]);
    expect(folded(...recorded(alice, events))).toMatchObject({
      status: 'refused',
      code: 'no-policy-applies',
      facts: { requester: person('alice'), justification: 'disk is full' },
    });
  });
});

describe('a refusal because no policy governs, of the same person and names (rules.md#repeated-refusals)', () => {
  const { evolve, initialState } = lastRefusalFold;
  const refusals = (...events: RequestEvent[]) =>
    inStream<RequestRefused>(refusalStreams(ABOUT, at(0))[0]!, recorded(alice, events)).reduce(
      evolve,
      initialState,
    );
  const last = refusals(...submitting({ policy: null }));
  const again = (ms: number, repeats = 0): RequestEvent[] =>
    submitting({ policy: null, refusal: last, repeats, context: by(alice, at(ms)) });

  it('is known by its id and its time', () => {
    expect(last).toEqual({ requestId: REQUEST_ID, at: at(0).getTime() });
  });

  it('is not recorded again within a minute', () => {
    expect([again(0), again(59_999)]).toEqual([[], []]);
  });

  it('is recorded again after a minute, and counts the repeats', () => {
    expect(again(60_000)).toMatchObject([{ type: 'request.refused', data: { count: 1 } }]);
    expect(again(60_000, 4)).toMatchObject([{ type: 'request.refused', data: { count: 5 } }]);
  });

  it('does not matter once a policy governs, or the installation grants such requests', () => {
    expect(submitting({ refusal: last })).toMatchObject([{ type: 'request.submitted' }]);
    const context = by(alice, at(0), null, { outcome: 'granted', maxDuration: 'PT2H' });
    expect(submitting({ policy: null, refusal: last, context })).toHaveLength(2);
  });
});

describe('the limits of the policy', () => {
  const policy = governing({ minAccessDuration: 'PT10M', maxAccessDuration: 'PT1H' });
  it.each([
    ['PT10M', null],
    ['PT1H', null],
    ['PT9M59S', 'duration-out-of-range'],
    ['PT1H1S', 'duration-out-of-range'],
  ])('cover the duration: %s', (duration, code) => {
    expect(refusalOf({ policy, body: { duration } })?.code ?? null).toBe(code);
  });

  it('are named in the refusal', () => {
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

  it('include a fresh second factor', () => {
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

  it('do not keep a second factor from being recorded that was not required', () => {
    const proof = { methods: ['otp'], at: iso(0) };
    const events = submitting({ context: by(alice, at(0), proof) });
    expect(events[0]?.data).toMatchObject({ mfa: proof });
    expect(folded(...recorded(alice, events))).toMatchObject({ mfa: proof });
  });

  it('check the second factor last, so that nobody signs in again only to be refused', () => {
    const strict = governing({ mfa: { onRequest: true } });
    expect(refusalOf({ policy: strict, body: { duration: 'PT5H' } })?.code).toBe('duration-out-of-range');
    expect(refusalOf({ policy: strict, place: taken })?.code).toBe('duplicate-request');
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

describe('a request that nobody could approve', () => {
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

  it('is accepted if the requester may approve it too', () => {
    expect(refusalOf({ policy: governing({ steps, allowSelfApproval: true }) })).toBeNull();
    const own = governing({ steps, allowSelfApproval: true }, person('alice'));
    expect(refusalOf({ policy: own })?.code).toBe('cannot-be-approved');
  });
});

describe('one pending request per place (rules.md#one-pending-request)', () => {
  it('refuses a second request with the id of the pending request', () => {
    expect(refusalOf({ place: taken })).toMatchObject({
      code: 'duplicate-request',
      status: 409,
      data: { openRequestId: OTHER_ID },
    });
  });

  it('refuses it until the TTL of the first request has passed, recorded or not', () => {
    expect(refusalOf({ place: taken, context: by(alice, at(24 * HOUR - 1)) })?.code).toBe(
      'duplicate-request',
    );
    expect(refusalOf({ place: taken, context: by(alice, at(24 * HOUR)) })).toBeNull();
  });

  it('does not apply to a request without a policy, which is never pending', () => {
    expect(submitting({ place: taken, policy: null })).toMatchObject([{ type: 'request.refused' }]);
  });
});

describe("the number of a person's pending requests (rules.md#open-requests)", () => {
  /** This many of alice's requests for other accounts, pending until the given time. */
  const open = (count: number, until = 24 * HOUR): OpenRequests =>
    Array.from({ length: count }, () => ({ requestId: OTHER_ID, expiresAt: iso(until) }));

  it('is limited, and the refusal names the limit', () => {
    expect(refusalOf({ open: open(MAX_OPEN_REQUESTS - 1) })).toBeNull();
    expect(refusalOf({ open: open(MAX_OPEN_REQUESTS) })).toMatchObject({
      code: 'too-many-open-requests',
      status: 409,
      data: { maxOpenRequests: MAX_OPEN_REQUESTS },
      message: expect.stringContaining(`${MAX_OPEN_REQUESTS} pending requests`) as string,
    });
  });

  it('does not count a request whose TTL has passed, recorded or not', () => {
    const most = [...open(MAX_OPEN_REQUESTS - 1), ...open(1, HOUR)];
    expect(refusalOf({ open: most, context: by(alice, at(HOUR - 1)) })?.code).toBe('too-many-open-requests');
    expect(refusalOf({ open: most, context: by(alice, at(HOUR)) })).toBeNull();
  });

  it('does not matter to a request without a policy, which is never pending', () => {
    const many = open(MAX_OPEN_REQUESTS);
    const granting = by(alice, at(0), null, { outcome: 'granted', maxDuration: 'PT2H' });
    expect(submitting({ open: many, policy: null })).toMatchObject([{ type: 'request.refused' }]);
    expect(refusalOf({ open: many, policy: null, context: granting })).toBeNull();
  });

  it('is named after a request that holds the place, and before a missing second factor', () => {
    const many = open(MAX_OPEN_REQUESTS);
    const strict = governing({ mfa: { onRequest: true } });
    expect(refusalOf({ open: many, place: taken })?.code).toBe('duplicate-request');
    expect(refusalOf({ open: many, policy: strict })?.code).toBe('too-many-open-requests');
  });
});

describe('a request without a policy, if the installation grants such requests', () => {
  const granting = by(alice, at(0), null, { outcome: 'granted', maxDuration: 'PT2H' });
  const grant = (body: Partial<SubmitBody> = {}) => ({ policy: null, body, context: granting });

  it('is granted and flagged at once, takes no place, and is final', () => {
    const events = submitting(grant({ justification: 'disk is full' }));
    const window = { startsAt: iso(0), endsAt: iso(HOUR), duration: 'PT1H' };
    const about = { ...ABOUT, policy: null };
    expect(events).toMatchObject([
      { type: 'request.unmatched', data: { ...about, unmatched: true } },
      { type: 'access.granted', data: { ...about, ...window } },
    ]);
    expect(events.map(({ texts }) => texts)).toEqual([{ justification: 'disk is full' }, undefined]);
    expect(kindsOf(events)).toEqual([['request'], ['request']]);
    const granted = recorded(alice, events);
    expect(folded(...granted)).toMatchObject({ status: 'unmatched', access: { status: 'granted', window } });
    const cancelled = recorded(null, [
      { type: 'request.cancelled' as const, schemaVersion: 1, data: { ...about, at: iso(0), steps: [] } },
    ]);
    expect(() => folded(...granted, ...cancelled)).toThrow('cannot end');
  });

  it('is granted for at most the configured duration, in its window', () => {
    expect(refusalOf(grant({ duration: 'PT2H' }))).toBeNull();
    expect(refusalOf(grant({ duration: 'PT2H1S' }))).toMatchObject({
      code: 'duration-out-of-range',
      status: 422,
      data: { maxAccessDuration: 'PT2H' },
    });
    expect(refusalOf(grant({ startsAt: iso(-1) }))).toMatchObject({ code: 'starts-at-out-of-range' });
    expect(submitting(grant({ startsAt: iso(HOUR) }))[1]).toMatchObject({
      data: { startsAt: iso(HOUR), endsAt: iso(2 * HOUR) },
    });
  });

  it('is pending if a policy governs it after all', () => {
    const [first, ...more] = submitting({ context: granting });
    expect([first?.type, more]).toEqual(['request.submitted', []]);
  });
});
