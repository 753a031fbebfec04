/** @jest-environment ./apps/console/browser-environment.mjs */
import { screen, waitFor, within } from '@testing-library/react';
import { renderConsole } from '../../testing/render-console.js';
import { alice, bob, inHours, reportRow } from '../../testing/samples.js';

const auditor = { ...alice, roles: ['auditor'] };
const report = (...items: unknown[]) => ({ items, nextCursor: null });
const answers = (change: Record<string, unknown> = {}) => ({
  'GET /v1/me': auditor,
  'GET /v1/policies': { items: [], nextCursor: null },
  'GET /v1/reports/check-outs': report(reportRow()),
  ...change,
});

describe('the reports page', () => {
  it('is only for auditors', async () => {
    renderConsole('/reports', { 'GET /v1/me': alice });
    expect(await screen.findByText('Reports are for auditors')).toBeTruthy();
    expect(screen.queryByRole('tab')).toBeNull();
  });

  it('shows the default columns of the check-out requests', async () => {
    renderConsole('/reports', answers());
    const table = await screen.findByRole('region', { name: 'Check-out requests' });
    expect(within(table).getByRole('link', { name: 'prod-db-eu' })).toBeTruthy();
    expect(within(table).getByText('Bob Baker')).toBeTruthy();
    expect(within(table).getByText('databases, version 2')).toBeTruthy();
    expect(within(table).queryByText('INC-42')).toBeNull();
    expect(screen.getByText('1 row')).toBeTruthy();
  });

  it('shows the columns that the address names', async () => {
    renderConsole('/reports?columns=%5B%22ticket%22%2C%22actual-duration%22%5D', answers());
    const table = await screen.findByRole('region', { name: 'Check-out requests' });
    const heads = within(table).getAllByRole('columnheader');
    expect(heads.map(({ textContent }) => textContent)).toEqual(['Ticket', 'Actual duration']);
    expect(within(table).getByText('INC-42')).toBeTruthy();
    expect(within(table).getByText('30 min')).toBeTruthy();
  });

  it.each(['', '?columns=%5B%22ticket%22%5D'])(
    'says in a row that decisions may be missing, with the columns of "%s"',
    async (columns) => {
      const incomplete = reportRow({ id: 'request-2', steps: [], decisionsIncomplete: true });
      const rows = report(reportRow(), incomplete);
      renderConsole(`/reports${columns}`, answers({ 'GET /v1/reports/check-outs': rows }));
      const table = await screen.findByRole('region', { name: 'Check-out requests' });
      const note = /Decisions may be missing from this row/;
      const found = within(table).getAllByRole('row').slice(1);
      expect(found.map((row) => within(row).queryByText(note) !== null)).toEqual([false, true]);
    },
  );

  it('filters when typing pauses, and clears the filters', async () => {
    const { calls, user } = renderConsole(
      '/reports',
      answers({
        'GET /v1/reports/check-outs': ({ url }: { url: URL }) =>
          report(...(url.searchParams.has('account') ? [] : [reportRow()])),
      }),
    );
    await user.type(await screen.findByLabelText('Account'), 'root');
    expect(await screen.findByText('No request matches')).toBeTruthy();
    expect(calls['GET /v1/reports/check-outs']!.at(-1)!.url.searchParams.get('account')).toBe('root');
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(await screen.findByRole('link', { name: 'prod-db-eu' })).toBeTruthy();
    await waitFor(() => expect(screen.getByLabelText('Account')).toHaveProperty('value', ''));
  });

  it('lists refused attempts in their own tab, which the address keeps', async () => {
    const attempt = {
      id: 'attempt-1',
      log: 'approval',
      position: 7,
      at: inHours(-1),
      actor: bob,
      operation: 'approval.approve',
      requestId: 'request-1',
      resource: 'prod-db-eu',
      account: 'db-admin',
      code: 'self-approval',
      detail: 'Nobody may approve their own request.',
      count: 3,
    };
    const { user } = renderConsole(
      '/reports',
      answers({ 'GET /v1/refused-attempts': { items: [attempt], nextCursor: null } }),
    );
    await user.click(await screen.findByRole('tab', { name: 'Refused attempts' }));
    const table = await screen.findByRole('region', { name: 'Refused attempts' });
    const cells = within(table).getAllByRole('cell').slice(1);
    expect(cells.map(({ textContent }) => textContent)).toEqual([
      'Bob Baker',
      'Approve',
      'prod-db-eu · db-admin',
      'self-approvalNobody may approve their own request.',
      '3',
    ]);
    expect(location.search).toBe('?tab=refused');
  });
});
