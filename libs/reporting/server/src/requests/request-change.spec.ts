import type { RequestEvent, StepRecord } from '@countersign/contracts';
import type { Recorded } from '../recorded.js';
import { at, group, policy, PROOF, recorded, StoryOf, uuid } from '../testing/stories.js';
import type { Authored, Outcome } from '../testing/stories.js';
import { requestChangeOf } from './request-change.js';

const story = new StoryOf(1, { policy: policy([{ approvers: [group('a')] }, { approvers: [group('b')] }]) });
const id = uuid(1);

const changeOf = (event: Authored) => {
  const [first] = recorded('request', [event], 41) as [Recorded<RequestEvent>];
  return requestChangeOf(first);
};

it.each<Outcome>(['approved', 'rejected', 'cancelled', 'expired'])('ends the wait: %s', (outcome) => {
  const change = { id, status: outcome, decided_at: at(2000), self_approved: false };
  expect(changeOf(story.ended('request', outcome))).toEqual(change);
});

it.each<[boolean, Outcome, string, StepRecord[]]>([
  [
    true,
    'approved',
    'by the requester last',
    story.steps([story.decision('bob')], [story.decision('alice')]),
  ],
  [
    true,
    'rejected',
    'by another person, after the requester approved',
    story.steps([story.decision('alice')], [story.decision('bob', 9, { decision: 'reject' })]),
  ],
  [true, 'expired', 'after the requester approved', story.steps([story.decision('alice')])],
  [false, 'approved', 'by others', story.steps([story.decision('bob')], [story.decision('dave')])],
  [
    false,
    'rejected',
    'by the requester, who approved nothing',
    story.steps([story.decision('bob')], [story.decision('alice', 9, { decision: 'reject' })]),
  ],
])('says whether it was self-approved: %s when %s %s', (flag, outcome, _, steps) => {
  expect(changeOf(story.ended('request', outcome, steps))).toMatchObject({ self_approved: flag });
});

it('grants an access with its window and duration', () => {
  expect(changeOf(story.granted(at(30), at(1830), 'PT30M'))).toEqual({
    id,
    access_state: 'standing',
    access_starts_at: at(30),
    access_ends_at: at(1830),
    authorised_duration: 'PT30M',
  });
});

it('checks out, with the window as it stands then and the second factor', () => {
  const out = { id, access_starts_at: at(60), access_ends_at: at(1860), checked_out_at: at(60) };
  expect(changeOf(story.checkedOut(at(60), [at(60), at(1860)], PROOF))).toEqual({
    ...out,
    check_out_mfa_methods: ['pwd', 'otp'],
    check_out_mfa_at: at(-30),
  });
  expect(changeOf(story.checkedOut(at(60), [at(60), at(1860)]))).toEqual({
    ...out,
    check_out_mfa_methods: null,
    check_out_mfa_at: null,
  });
});

it('is over in one of three ways', () => {
  expect(changeOf(story.checkedIn(at(9)))).toEqual({ id, access_state: 'checked-in', access_over_at: at(9) });
  expect(changeOf(story.accessEnded(at(9), 'not-used'))).toEqual({
    id,
    access_state: 'ended',
    access_over_at: at(9),
    not_used: true,
  });
  expect(changeOf(story.accessEnded(at(9)))).toMatchObject({ access_state: 'ended', not_used: false });
  expect(changeOf(story.revoked(at(9), 'laptop lost'))).toEqual({
    id,
    access_state: 'revoked',
    access_over_at: at(9),
    revoked_by_id: 'erin',
    revoked_by_name: 'Erin Example',
    revoked_by_email: 'erin@example.com',
    revoked_reason: 'laptop lost',
    revoked_position: 41,
  });
});

it('keeps neither name nor reason of a revocation whose private text is gone', () => {
  const [event] = recorded('request', [story.revoked(at(9))]) as [Recorded<RequestEvent>];
  expect(requestChangeOf({ ...event, private: null })).toMatchObject({
    revoked_by_id: 'erin',
    revoked_by_name: null,
    revoked_by_email: null,
    revoked_reason: null,
  });
});

it.each([
  ['a submission', story.submitted()],
  ['the start of a window', story.accessOpened(at(1), at(2))],
])('is nothing for %s', (_, event) => {
  expect(changeOf(event)).toBeUndefined();
});
