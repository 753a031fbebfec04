/** @jest-environment ./apps/console/browser-environment.mjs */
import { screen, within } from '@testing-library/react';
import { problem, renderConsole } from '../../testing/render-console.js';
import type { Call } from '../../testing/render-console.js';
import { alice, inHours, requestList, requestSummary } from '../../testing/samples.js';

const noTimes = { checkedOutAt: null, checkedInAt: null, revokedAt: null };
/** Answers each section of the page from its own list. */
const sections = (lists: Record<string, unknown>) => ({
  'GET /v1/requests': ({ url }: Call) => {
    const access = url.searchParams.getAll('accessStatus');
    if (url.searchParams.has('awaiting')) return lists['awaiting'] ?? requestList([]);
    if (access.includes('scheduled')) return lists['scheduled'] ?? requestList([]);
    return (access.length > 0 ? lists['usable'] : lists['open']) ?? requestList([]);
  },
});

describe('the home page', () => {
  it('says in each section that there is nothing', async () => {
    renderConsole('/', sections({}));
    expect(await screen.findByText(/^No request awaits your approval/)).toBeTruthy();
    expect(await screen.findByText(/^You have no access at the moment/)).toBeTruthy();
    expect(await screen.findByText('You have no open requests.')).toBeTruthy();
    expect(screen.queryByRole('region', { name: 'Scheduled' })).toBeNull();
  });

  it('shows the requests that await the reader, their access, and their open requests', async () => {
    const access = { ...noTimes, startsAt: inHours(-1), endsAt: inHours(1) };
    renderConsole(
      '/',
      sections({
        awaiting: requestList([requestSummary({ resource: 'wanted-db' })], { nextCursor: 'more' }),
        usable: requestList([
          requestSummary({ resource: 'usable-db', requester: alice, accessStatus: 'available', access }),
        ]),
        scheduled: requestList([
          requestSummary({
            resource: 'later-db',
            accessStatus: 'scheduled',
            access: { ...noTimes, startsAt: inHours(2), endsAt: inHours(3) },
          }),
        ]),
        open: requestList([requestSummary({ resource: 'open-db', requester: alice })]),
      }),
    );
    const awaiting = await screen.findByRole('region', { name: 'Awaiting you' });
    expect(await within(awaiting).findByText('Bob Baker')).toBeTruthy();
    expect(within(awaiting).getByText('Restore the orders table')).toBeTruthy();
    expect(within(awaiting).getByRole('link', { name: 'Review db-admin on wanted-db' })).toBeTruthy();
    expect(within(awaiting).getByText('1+')).toBeTruthy();
    expect(within(awaiting).getByRole('link', { name: 'Show all of Awaiting you' })).toBeTruthy();
    const usable = await screen.findByRole('region', { name: 'Ready to use' });
    expect(await within(usable).findByRole('button', { name: 'Check out' })).toBeTruthy();
    expect(await screen.findByRole('region', { name: 'Scheduled' })).toBeTruthy();
    const open = await screen.findByRole('region', { name: 'Your open requests' });
    expect(
      await within(open).findByText(
        /Step 1 of 2, Manager Review: waits for 1 approval by anyone of managers/,
      ),
    ).toBeTruthy();
  });

  it('says why a section cannot be shown, and reads it again on request', async () => {
    const answers: Record<string, unknown> = {
      'GET /v1/requests': problem(403, 'forbidden', 'Your token is for another audience.'),
    };
    const { user } = renderConsole('/', answers);
    const awaiting = await screen.findByRole('region', { name: 'Awaiting you' });
    expect((await within(awaiting).findByRole('alert')).textContent).toMatch(
      /Your token is for another audience/,
    );
    Object.assign(answers, sections({}));
    await user.click(within(awaiting).getByRole('button', { name: 'Try again' }));
    expect(await within(awaiting).findByText(/^No request awaits your approval/)).toBeTruthy();
    expect(within(awaiting).queryByRole('alert')).toBeNull();
  });
});
