/** @jest-environment ./apps/console/browser-environment.mjs */
import { screen, waitFor, within } from '@testing-library/react';
import { problem, renderConsole } from '../../../testing/render-console.js';
import { requestList, requestSummary } from '../../../testing/samples.js';

describe('the requests page', () => {
  it('lists requests in a table, with the number of requests behind each tab', async () => {
    const items = [requestSummary(), requestSummary({ id: 'request-2', resource: 'prod-db-us' })];
    const { calls } = renderConsole('/requests', {
      'GET /v1/requests': requestList(items, { counts: { pending: 2, approved: 7 }, nextCursor: 'more' }),
    });
    const rows = within(await screen.findByRole('table', { name: 'Requests' })).getAllByRole('row');
    expect(rows).toHaveLength(3);
    expect(within(rows[2]!).getByRole('link').textContent).toBe('db-admin on prod-db-us');
    expect(screen.getByText('The first 2 requests')).toBeTruthy();
    expect(screen.getByRole('tab', { name: /Open\s*2/ })).toBeTruthy();
    expect(screen.getByRole('tab', { name: /Approved\s*7/ })).toBeTruthy();
    expect(calls['GET /v1/requests']![0]!.url.searchParams.getAll('status')).toEqual(['pending']);
  });

  it('keeps tab and order in the address, and asks the API for them', async () => {
    const { calls, user } = renderConsole('/requests', {
      'GET /v1/requests': requestList([requestSummary()]),
    });
    await user.click(await screen.findByRole('tab', { name: /Approved/ }));
    await user.click(await screen.findByRole('button', { name: 'Access' }));
    await waitFor(() => expect(location.search).toBe('?status=approved&sort=resource'));
    await waitFor(() => {
      const { searchParams } = calls['GET /v1/requests']!.at(-1)!.url;
      expect([searchParams.get('status'), searchParams.get('sort')]).toEqual(['approved', 'resource']);
    });
  });

  it('offers to clear the filters when nothing matches', async () => {
    const { user } = renderConsole('/requests?q=nothing', { 'GET /v1/requests': requestList([]) });
    expect(await screen.findByText('Nothing matches')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Clear all filters' }));
    expect(await screen.findByText('No requests here')).toBeTruthy();
    expect(location.search).toBe('');
  });

  it('says why the list cannot be loaded', async () => {
    renderConsole('/requests', { 'GET /v1/requests': problem(403, 'forbidden', 'Not with this token.') });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/The list could not be loaded.*Not with this token\./);
  });
});
