import type { RequestEvent } from '@countersign/contracts';
import type { Recorded } from '../recorded.js';
import { at, group, person, policy, PROOF, recorded, StoryOf, user, uuid } from '../testing/stories.js';
import type { Authored } from '../testing/stories.js';
import { requestRowOf } from './request-row.js';

const story = new StoryOf(7, {
  policy: policy([{ approvers: [group('managers'), user('dave')] }, { approvers: [user('dave')] }]),
  resource: 'Prod-Straße',
  account: 'CORP\\svc',
  justification: 'Index is broken',
  ticket: 'INC-42',
  startsAt: at(3600),
});

const rowOf = (event: Authored) => {
  const [first] = recorded('request', [event], 41) as [Recorded<RequestEvent>];
  return requestRowOf(first);
};

it('is what was asked for, by whom and under which policy, with the words and approvers that find it', () => {
  expect(rowOf(story.submitted(PROOF))).toEqual({
    id: uuid(7),
    status: 'pending',
    requester_issuer: 'https://id.example.com',
    requester_id: 'alice',
    requester_name: 'Alice Example',
    requester_email: 'alice@example.com',
    resource: 'Prod-Straße',
    resource_key: 'prod-strasse',
    account: 'CORP\\svc',
    account_key: 'corp\\svc',
    duration: 'PT1H',
    justification: 'Index is broken',
    ticket: 'INC-42',
    starts_at: at(3600),
    policy_id: uuid(900),
    policy_version: 1,
    policy_name: 'production',
    unmatched: false,
    refusal_code: null,
    refusal_detail: null,
    mfa_methods: ['pwd', 'otp'],
    mfa_at: at(-30),
    submitted_at: at(7),
    expires_at: '2099-01-01T00:00:00.000Z',
    decided_at: null,
    self_approved: false,
    submitted_position: 41,
    terms: [
      ...['alice', 'example', 'com', 'index', 'is', 'broken', 'inc', '42', 'prod', 'strasse', 'corp', 'svc'],
      ...['^a', '^al', '^e', '^ex', '^c', '^co', '^i', '^in', '^is', '^b', '^br', '^4', '^42', '^p', '^pr'],
      ...['^s', '^st', '^sv'],
      ...['=group:managers', '=user:dave'],
    ],
  });
});

it('of a refused request is decided as it was made, with the reason', () => {
  expect(rowOf(story.refused())).toMatchObject({
    status: 'refused',
    decided_at: at(7),
    policy_id: null,
    expires_at: null,
    refusal_code: 'no-policy-applies',
    refusal_detail: 'No policy allows it.',
    justification: 'Index is broken',
  });
});

it('of a request granted without a policy is decided as it was made, and flagged', () => {
  const row = rowOf(story.unmatched());
  expect(row).toMatchObject({ status: 'approved', decided_at: at(7), policy_id: null, unmatched: true });
  expect(row?.terms.filter((term) => term.startsWith('='))).toEqual([]);
});

it('has no name, e-mail, justification or word of them where the private text is gone', () => {
  const [event] = recorded('request', [story.submitted()]) as [Recorded<RequestEvent>];
  const row = requestRowOf({ ...event, private: null });
  expect(row).toMatchObject({
    requester_id: 'alice',
    requester_name: null,
    requester_email: null,
    justification: null,
    terms: [
      ...['alice', 'inc', '42', 'prod', 'strasse', 'corp', 'svc'],
      ...['^a', '^al', '^i', '^in', '^4', '^42', '^p', '^pr', '^s', '^st', '^c', '^co', '^sv'],
      ...['=group:managers', '=user:dave'],
    ],
  });
});

it('keeps a person without an e-mail address', () => {
  const asked = { requester: { ...person('zoe'), email: null } };
  expect(rowOf(new StoryOf(1, asked).submitted())).toMatchObject({
    requester_name: 'Zoe Example',
    requester_email: null,
  });
});

it.each([
  ['an ending', story.ended('request', 'approved')],
  ['a grant', story.granted(at(1), at(2))],
  ['a check-out', story.checkedOut(at(1), [at(1), at(2)])],
])('is begun by no other event: %s', (_, event) => {
  expect(rowOf(event)).toBeUndefined();
});
