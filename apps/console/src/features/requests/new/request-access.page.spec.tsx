/** @jest-environment ./apps/console/browser-environment.mjs */
import { screen, waitFor, within } from '@testing-library/react';
import { problem, renderConsole } from '../../../testing/render-console.js';
import {
  alice,
  policyContent,
  policyRef,
  request,
  requestList,
  requestSummary,
  timeline,
} from '../../../testing/samples.js';

const explanation = {
  outcome: 'approval-required',
  policy: policyRef,
  steps: [{ name: 'Manager Review', approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }],
  limits: policyContent,
  candidates: null,
};
const answers = (change: Record<string, unknown> = {}) => ({
  'GET /v1/requests': requestList([]),
  'POST /v1/policies/explain': explanation,
  ...change,
});
const form = () => screen.findByRole('form', { name: 'Request access' });
const next = () => screen.findByRole('region', { name: 'What happens next' });

describe('the page for a new request', () => {
  it('shows who will be asked once both names are entered', async () => {
    const { calls, user } = renderConsole('/request-access', answers());
    expect(within(await next()).getByText(/^Enter a resource and an account/)).toBeTruthy();
    await user.type(within(await form()).getByRole('combobox', { name: 'Resource' }), 'prod-db-eu');
    await user.type(within(await form()).getByRole('combobox', { name: 'Account' }), 'db-admin');
    expect(await within(await next()).findByText('Manager Review')).toBeTruthy();
    expect(within(await next()).getByText('You must say why.')).toBeTruthy();
    expect(calls['POST /v1/policies/explain']!.at(-1)!.body).toEqual({
      resource: 'prod-db-eu',
      account: 'db-admin',
    });
  });

  it('says beside each field what is missing, and sends nothing', async () => {
    const { calls, user } = renderConsole('/request-access?resource=prod-db-eu&account=db-admin', answers());
    await within(await next()).findByText('Manager Review');
    await user.click(within(await form()).getByRole('button', { name: 'Request access' }));
    expect(await within(await form()).findByText('This policy requires a justification.')).toBeTruthy();
    expect(document.activeElement?.id).toBe('justification');
    expect(calls['POST /v1/requests']).toBeUndefined();
  });

  it('sends the request and opens its page', async () => {
    const { calls, user } = renderConsole(
      '/request-access?resource=prod-db-eu&account=db-admin',
      answers({
        'POST /v1/requests': request({ requester: alice }),
        'GET /v1/requests/request-1': request({ requester: alice }),
        'GET /v1/requests/request-1/timeline': timeline,
      }),
    );
    await within(await next()).findByText('Manager Review');
    await user.type(within(await form()).getByLabelText(/^Why you need it/), 'Restore the orders table');
    await user.click(within(await form()).getByRole('button', { name: '2 h' }));
    await user.click(within(await form()).getByRole('button', { name: 'Request access' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'db-admin on prod-db-eu' })).toBeTruthy();
    expect(location.pathname).toBe('/requests/request-1');
    expect(calls['POST /v1/requests']!.map(({ body }) => body)).toEqual([
      {
        resource: 'prod-db-eu',
        account: 'db-admin',
        duration: 'PT2H',
        justification: 'Restore the orders table',
      },
    ]);
  });

  it('links to a pending request for the same place (rules.md#one-pending-request)', async () => {
    renderConsole(
      '/request-access?resource=prod-db-eu&account=db-admin',
      answers({ 'GET /v1/requests': requestList([requestSummary({ requester: alice })]) }),
    );
    const link = await within(await form()).findByRole('link', { name: 'go to your open request' });
    expect(link.getAttribute('href')).toBe('/requests/request-1');
  });

  it('says that no policy governs the names, and why a request was refused', async () => {
    const { user } = renderConsole(
      '/request-access?resource=nowhere&account=root',
      answers({
        'POST /v1/policies/explain': {
          ...explanation,
          outcome: 'refused',
          policy: null,
          steps: [],
          limits: null,
        },
        'POST /v1/requests': problem(422, 'no-policy-applies', 'No policy governs root on nowhere.'),
      }),
    );
    expect(await within(await next()).findByText('This request would be refused')).toBeTruthy();
    await user.click(within(await form()).getByRole('button', { name: 'Request access' }));
    await waitFor(async () =>
      expect(within(await form()).getByRole('alert').textContent).toMatch(
        /Your request was not accepted.*No policy governs root on nowhere\./,
      ),
    );
  });
});
