import { eventText } from './event-text.js';

const local = new Date(2026, 0, 31, 9, 5).toISOString();
const mfa = { methods: ['pwd', 'otp'], at: local };

test.each([
  [
    'request.submitted',
    { policy: { version: 2, content: { name: 'prod' } } },
    'Access was requested, governed by policy prod, version 2.',
  ],
  ['approval.opened', { expiresAt: local }, 'Approvers may decide, until 31 Jan 2026, 09:05.'],
  ['approval.decided', { step: 0, decision: { decision: 'reject' } }, 'Step 1 was rejected.'],
  [
    'approval.decided',
    { step: 1, decision: { decision: 'approve', maxDuration: 'PT30M', selfApproval: true, mfa } },
    'Step 2 was approved with a second factor by the requester for 30 min at most.',
  ],
  [
    'access.checked_out',
    { endsAt: local, exclusive: true, mfa },
    'Checked out exclusively with a second factor, until 31 Jan 2026, 09:05.',
  ],
  ['access.checked_out', { endsAt: local, mfa: null }, 'Checked out, until 31 Jan 2026, 09:05.'],
  ['access.ended', { reason: 'not-used' }, 'The access ended: it was not used in time.'],
  ['access.ended', { reason: 'window-over' }, 'The access ended with its window.'],
  ['access.revoked', { reason: 'Incident over' }, 'The access was revoked: Incident over'],
  ['something.new_here', {}, 'something new here'],
])('%s in plain words', (type, data, words) => expect(eventText({ type, data })).toBe(words));

test('what an event does not say is left out, and nothing breaks', () => {
  expect(eventText({ type: 'request.submitted', data: {} })).toMatch(/^Access was requested/);
  expect(eventText({ type: 'approval.decided', data: { step: 0 } })).toMatch(/^Step 1/);
});
