/** @jest-environment ./apps/console/browser-environment.mjs */
import { screen, waitFor, within } from '@testing-library/react';
import { problem, renderConsole } from '../../../testing/render-console.js';
import { alice, inHours, request, timeline } from '../../../testing/samples.js';

const decidable = request({ you: { may: ['approve', 'reject'], why: null } });
const answers = (shown: unknown) => ({
  'GET /v1/requests/request-1': shown,
  'GET /v1/requests/request-1/timeline': timeline,
});

describe('the page of a pending request', () => {
  it('shows the facts, the steps and the history', async () => {
    renderConsole('/requests/request-1', answers(request()));
    expect(await screen.findByRole('heading', { level: 1, name: 'db-admin on prod-db-eu' })).toBeTruthy();
    const facts = screen.getByRole('region', { name: 'Request' });
    expect(within(facts).getByText('Restore the orders table')).toBeTruthy();
    expect(within(facts).getByText('databases, version 2')).toBeTruthy();
    const steps = screen.getByRole('list', { name: 'Approval steps' });
    expect(within(steps).getByText('Still needs 1 approval by anyone of managers.')).toBeTruthy();
    const history = await screen.findByRole('list', { name: 'Everything that happened, oldest first' });
    expect(within(history).getByText(/requested db-admin on prod-db-eu/)).toBeTruthy();
  });

  it('lets an approver approve with a comment and a shorter duration (rules.md#shortening)', async () => {
    const { calls, user } = renderConsole('/requests/request-1', {
      ...answers(decidable),
      'POST /v1/requests/request-1/approve': request({ status: 'approved' }),
    });
    const decision = await screen.findByRole('region', { name: 'Your decision' });
    await user.type(within(decision).getByLabelText('Comment'), ' Fine. ');
    const shorter = within(decision).getByLabelText('Shorten to');
    await user.type(shorter, '2 h');
    expect(await within(decision).findByText('Only 1 h was requested.')).toBeTruthy();
    expect(within(decision).getByRole('button', { name: 'Approve' })).toHaveProperty('disabled', true);
    await user.clear(shorter);
    await user.type(shorter, '45 min');
    await user.click(within(decision).getByRole('button', { name: 'Approve' }));
    await waitFor(() =>
      expect(within(screen.getByRole('status', { name: 'Status' })).getByText('Approved')).toBeTruthy(),
    );
    const [call] = calls['POST /v1/requests/request-1/approve']!;
    expect(call!.body).toEqual({ comment: 'Fine.', maxDuration: 'PT45M' });
    expect(call!.headers.get('idempotency-key')).toMatch(/^[\da-f-]{36}$/);
    expect(screen.queryByRole('region', { name: 'Your decision' })).toBeNull();
  });

  it('does not let an approver approve while the shorter duration cannot be read', async () => {
    const { user } = renderConsole('/requests/request-1', answers(decidable));
    const decision = await screen.findByRole('region', { name: 'Your decision' });
    const shorter = within(decision).getByLabelText('Shorten to');
    const approve = within(decision).getByRole('button', { name: 'Approve' });
    await user.type(shorter, '30');
    expect(approve).toHaveProperty('disabled', true);
    await user.tab();
    expect(await within(decision).findByText('Must name its unit: w, d, h, m or s.')).toBeTruthy();
    await user.type(shorter, ' min');
    expect(approve).toHaveProperty('disabled', false);
  });

  it('gives the reason to people who may not decide (rules.md#explained-refusals)', async () => {
    const why = { code: 'not-an-approver', detail: 'Step 1 asks the group managers.' };
    renderConsole('/requests/request-1', answers(request({ you: { may: [], why } })));
    const decision = await screen.findByRole('region', { name: 'Your decision' });
    expect(within(decision).getByText('Step 1 asks the group managers.')).toBeTruthy();
    expect(within(decision).queryByRole('button')).toBeNull();
  });

  it('keeps the form, and says why, when a decision is refused', async () => {
    const { user } = renderConsole('/requests/request-1', {
      ...answers(decidable),
      'POST /v1/requests/request-1/reject': problem(409, 'not-pending', 'The request is no longer pending.'),
    });
    const decision = await screen.findByRole('region', { name: 'Your decision' });
    await user.type(within(decision).getByLabelText('Comment'), 'No.');
    await user.click(within(decision).getByRole('button', { name: 'Reject' }));
    const alert = await within(decision).findByRole('alert');
    expect(alert.textContent).toMatch(/Not rejected.*The request is no longer pending\./);
    expect(within(decision).getByLabelText('Comment')).toHaveProperty('value', 'No.');
  });

  it('asks before it cancels the reader’s own request', async () => {
    const own = request({ requester: alice, you: { may: ['cancel'], why: null } });
    const { calls, user } = renderConsole('/requests/request-1', {
      ...answers(own),
      'POST /v1/requests/request-1/cancel': request({ requester: alice, status: 'cancelled' }),
    });
    await user.click(await screen.findByRole('button', { name: 'Cancel request …' }));
    const dialog = await screen.findByRole('dialog');
    expect(calls['POST /v1/requests/request-1/cancel']).toBeUndefined();
    await user.click(within(dialog).getByRole('button', { name: 'Cancel request' }));
    expect(await within(screen.getByRole('status', { name: 'Status' })).findByText('Cancelled')).toBeTruthy();
  });
});

describe('the page of an approved request', () => {
  it('checks out, and shows the ticket once', async () => {
    const access = {
      status: 'available' as const,
      startsAt: inHours(-1),
      endsAt: inHours(1),
      checkedOutAt: null,
      checkedInAt: null,
      revokedAt: null,
      revokedBy: null,
      reason: null,
    };
    const approved = request({
      requester: alice,
      status: 'approved',
      access: access as never,
      you: { may: ['check-out', 'revoke'], why: null },
    });
    const checkedOut = {
      ...approved,
      access: { ...access, status: 'checked-out', checkedOutAt: inHours(0) },
    };
    const { user } = renderConsole('/requests/request-1', {
      ...answers(approved),
      'POST /v1/requests/request-1/check-out': { request: checkedOut, ticket: 'e30.e30.c2ln' },
    });
    await user.click(await screen.findByRole('button', { name: 'Check out' }));
    const ticket = await screen.findByRole('textbox', { name: 'Access ticket' });
    expect(ticket).toHaveProperty('value', 'e30.e30.c2ln');
    await user.click(screen.getByRole('button', { name: 'Hide ticket' }));
    expect(screen.queryByRole('textbox', { name: 'Access ticket' })).toBeNull();
  });

  it('says why it cannot be shown', async () => {
    renderConsole('/requests/request-1', {
      'GET /v1/requests/request-1': problem(404, 'not-found', 'No such request.'),
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/This request cannot be shown.*you may not be allowed to see it/);
  });
});
