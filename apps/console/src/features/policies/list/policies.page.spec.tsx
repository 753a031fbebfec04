/** @jest-environment ./apps/console/browser-environment.mjs */
import { screen, waitFor, within } from '@testing-library/react';
import { problem, renderConsole } from '../../../testing/render-console.js';
import { alice, policy } from '../../../testing/samples.js';

const admin = { ...alice, roles: ['policy-admin'] };
const list = (...items: unknown[]) => ({ items, nextCursor: null });

describe('the policies page', () => {
  it('lists policies with their conditions, approvals and state', async () => {
    renderConsole('/policies', {
      'GET /v1/me': admin,
      'GET /v1/policies': list(policy(), policy({ id: 'policy-2', name: 'servers', enabled: false })),
    });
    const rows = within(await screen.findByRole('table', { name: 'Policies' })).getAllByRole('row');
    expect(rows).toHaveLength(3);
    expect(within(rows[1]!).getByRole('link', { name: 'databases' })).toBeTruthy();
    expect(within(rows[1]!).getByText('Every account on resources named “prod-*”')).toBeTruthy();
    expect(within(rows[1]!).getAllByText('1 of group managers').length).toBeGreaterThan(0);
    expect(within(rows[2]!).getAllByText('Switched off').length).toBeGreaterThan(0);
    expect(await screen.findByRole('link', { name: 'New policy' })).toBeTruthy();
  });

  it('searches when typing pauses, and keeps the search in the address', async () => {
    const { calls, user } = renderConsole('/policies', {
      'GET /v1/me': admin,
      'GET /v1/policies': ({ url }: { url: URL }) => list(...(url.searchParams.has('q') ? [] : [policy()])),
    });
    await user.type(await screen.findByLabelText('Search'), 'needle');
    expect(await screen.findByText('No policy matches')).toBeTruthy();
    await waitFor(() => expect(location.search).toBe('?q=needle'));
    expect(calls['GET /v1/policies']!.at(-1)!.url.searchParams.get('q')).toBe('needle');
    await user.click(screen.getByRole('link', { name: 'Show all policies' }));
    expect(await screen.findByRole('link', { name: 'databases' })).toBeTruthy();
    expect(screen.getByLabelText('Search')).toHaveProperty('value', '');
  });

  it('offers no new policy to auditors', async () => {
    renderConsole('/policies', {
      'GET /v1/me': { ...alice, roles: ['auditor'] },
      'GET /v1/policies': list(),
    });
    expect(await screen.findByText('There are no policies yet')).toBeTruthy();
    expect(await screen.findByRole('link', { name: 'Reports' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'New policy' })).toBeNull();
  });

  it('says why policies cannot be shown', async () => {
    renderConsole('/policies', { 'GET /v1/policies': problem(403, 'forbidden', 'Policies need a role.') });
    expect((await screen.findByRole('alert')).textContent).toMatch(/Policies cannot be shown.*need a role/);
  });
});
