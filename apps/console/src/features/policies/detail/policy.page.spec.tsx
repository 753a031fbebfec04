/** @jest-environment ./apps/console/browser-environment.mjs */
import { screen, waitFor, within } from '@testing-library/react';
import { renderConsole } from '../../../testing/render-console.js';
import { alice, bob, inHours, policy, policyContent, policyHistory } from '../../../testing/samples.js';

const answers = (change: Record<string, unknown> = {}) => ({
  'GET /v1/me': { ...alice, roles: ['policy-admin'] },
  'GET /v1/policies/policy-1/history': policyHistory,
  'GET /v1/policies/policy-1/in-flight': { items: [{ version: 1, pending: 3 }] },
  ...change,
});

describe('the page of a policy', () => {
  it('shows the policy in words, the pending requests, and the versions', async () => {
    const { user } = renderConsole('/policies/policy-1', answers());
    expect(await screen.findByRole('heading', { level: 1, name: 'databases' })).toBeTruthy();
    const words = screen.getByRole('region', { name: 'The policy in words' });
    expect(within(words).getByText('Access lasts at most 4 h.')).toBeTruthy();
    expect(await screen.findByText(/3 of them under older versions/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /Version 2.*Longest access/ }));
    expect(await screen.findByText('− 8 h')).toBeTruthy();
    expect(screen.getByText('+ 4 h')).toBeTruthy();
  });

  it('lets an admin switch it off, as the version that is shown', async () => {
    const { calls, user } = renderConsole(
      '/policies/policy-1',
      answers({ 'PUT /v1/policies/policy-1': { ...policy({ enabled: false, version: 3 }), warnings: [] } }),
    );
    await user.click(await screen.findByRole('button', { name: 'Switch off' }));
    await waitFor(() => expect(calls['PUT /v1/policies/policy-1']).toHaveLength(1));
    const [call] = calls['PUT /v1/policies/policy-1']!;
    expect(call!.body).toEqual({ ...policyContent, enabled: false });
    expect(call!.headers.get('if-match')).toBe('"2"');
  });

  it('shows what is doubtful about the approvers of a policy that was saved, until it is closed', async () => {
    const message = 'No access token has named the group managers so far. Check the spelling.';
    const warnings = [{ path: 'steps.0.approvers.0.id', code: 'approver-never-seen', message }];
    const { user } = renderConsole(
      '/policies/policy-1',
      answers({ 'PUT /v1/policies/policy-1': { ...policy({ version: 3 }), warnings } }),
    );
    await user.click(await screen.findByRole('button', { name: 'Switch off' }));
    expect(await screen.findByText(message)).toBeTruthy();
    expect(screen.getByText('The policy is saved. Please check its approvers:')).toBeTruthy();
  });

  it('deletes it only after a question, which says what stays', async () => {
    const { calls, user } = renderConsole(
      '/policies/policy-1',
      answers({ 'DELETE /v1/policies/policy-1': new Response(null, { status: 204 }) }),
    );
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/Its history can still be read here/)).toBeTruthy();
    expect(calls['DELETE /v1/policies/policy-1']).toBeUndefined();
    await user.click(within(dialog).getByRole('button', { name: 'Delete policy' }));
    await waitFor(() => expect(calls['DELETE /v1/policies/policy-1']).toHaveLength(1));
  });

  it('offers no changes to auditors', async () => {
    renderConsole('/policies/policy-1', answers({ 'GET /v1/me': { ...alice, roles: ['auditor'] } }));
    expect(await screen.findByRole('link', { name: 'Reports' })).toBeTruthy();
    expect(await screen.findByText('What it says')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Edit' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
  });

  it('of a deleted policy shows what it said, and cannot change it', async () => {
    const deleted = { version: 3, at: inHours(-1), by: bob, change: 'deleted', changed: [], content: null };
    renderConsole(
      '/policies/policy-1',
      answers({ 'GET /v1/policies/policy-1/history': { items: [...policyHistory.items, deleted] } }),
    );
    expect(await screen.findByText('What it said')).toBeTruthy();
    expect(await screen.findByRole('link', { name: 'Duplicate' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Edit' })).toBeNull();
  });
});
