import { randomUUID } from 'node:crypto';
import type { Browser, Locator, Page } from 'playwright-core';
import type { RequestView } from '@countersign/contracts';
import { startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { seriousFindings } from './browser/axe.js';
import { describeInBrowser, launchBrowser } from './browser/browser.js';
import { Visitor } from './browser/visitor.js';
import type { VisitorOptions } from './browser/visitor.js';
import { Client, twoStepPolicy } from './client.js';

const MINUTE = 60_000;
/** Home, request access, requests and the page of a request, as people use them. */
describeInBrowser('requests in the console', () => {
  jest.setTimeout(3 * MINUTE);
  let stack: Stack;
  let browser: Browser;
  const visitors: Visitor[] = [];
  const people: Record<string, Client> = {};

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
    for (const name of ['alice', 'oscar', 'bob', 'carol', 'dave', 'grace', 'erin'])
      people[name] = new Client(stack.url, await stack.token(name));
    const prod = { ...twoStepPolicy('production-db'), justification: 'required', mfa: { onCheckOut: true } };
    await write(prod);
    await write(simple('dev', 'dev-*', 'managers'));
    await write(simple('own', 'own-*', 'engineers'));
  }, 2 * MINUTE);

  afterEach(async () => {
    const problems = visitors.flatMap((visitor) => visitor.problems);
    await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
    expect(problems).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    await stack.stop();
  }, MINUTE);

  async function write(policy: object): Promise<void> {
    expect((await people['erin']!.post('/v1/policies', policy)).status).toBe(201);
  }

  /** A policy of one step that one person of a group approves. */
  const simple = (name: string, resource: string, group: string) => ({
    name,
    conditions: [{ resourceNames: [resource] }],
    maxAccessDuration: 'PT8H',
    steps: [{ approvers: [{ type: 'group', id: group }], requiredApprovals: 1 }],
  });

  async function visit(person: string, path = '/', options?: VisitorOptions): Promise<Visitor> {
    const one = await Visitor.arrive(browser, stack.url, options);
    visitors.push(one);
    await one.signIn(person, path);
    return one;
  }

  async function asked(who: string, resource: string, more: object = {}): Promise<RequestView> {
    const body = { resource, account: 'db-admin', duration: 'PT1H', justification: 'Restore', ...more };
    const answer = await people[who]!.post<RequestView>('/v1/requests', body);
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function approvedBy(request: RequestView, ...approvers: string[]): Promise<RequestView> {
    for (const name of approvers)
      expect((await people[name]!.post(`/v1/requests/${request.id}/approve`)).status).toBe(200);
    return request;
  }

  const named = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;
  const button = (within: Page | Locator, name: string | RegExp) => within.getByRole('button', { name });
  /** A card of the home page. */
  const card = (page: Page, resource: string) => page.getByRole('listitem').filter({ hasText: resource });

  it('cover the whole way: request, three approvals, check-out with ticket, check-in', async () => {
    const resource = named('prod-db');
    const alice = await visit('alice', '/request-access', { expected: ['/check-out'] });
    const { page } = alice;
    await page.getByRole('combobox', { name: 'Resource' }).fill(resource);
    await page.getByRole('combobox', { name: 'Account' }).fill('db-admin');
    const follows = page.getByRole('region', { name: 'What happens next' });
    await follows.getByText('Manager Review').waitFor();
    await follows.getByText('2 approvals needed, by different people').waitFor();
    await follows.getByText('You need a second factor to check out').waitFor();
    await page.getByLabel('How long').fill('5 hours');
    await page.getByText('This policy allows up to 4 h.').waitFor();
    await page.getByRole('group', { name: 'Usual durations' }).getByRole('button', { name: '2 h' }).click();
    await button(page, 'Request access').click();
    await page.getByText('This policy requires a justification.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('justification');
    await page.getByLabel('Why you need it').fill('Restore the orders table');
    await button(page, 'Request access').click();
    await page.getByRole('heading', { level: 1, name: `db-admin on ${resource}` }).waitFor();
    await page.getByText('Still needs 1 approval by anyone of managers.').waitFor();
    const path = new URL(page.url()).pathname;

    const bob = await visit('bob');
    await bob.page.getByText('Restore the orders table').waitFor();
    await bob.page.getByRole('link', { name: `Review db-admin on ${resource}` }).click();
    await bob.page.getByLabel('Comment').fill('Fine, within the incident.');
    await bob.page.getByLabel('Shorten to').fill('3 h');
    await bob.page.getByText('Only 2 h was requested.').waitFor();
    await bob.page.getByLabel('Shorten to').fill('45 min');
    await button(bob.page, 'Approve').click();
    await bob.page.getByText('Shortened to 45 min.').waitFor();
    await bob.page.getByText(/Still needs 2 approvals by anyone of security/).waitFor();

    for (const name of ['dave', 'grace']) {
      const approver = await visit(name, path);
      await button(approver.page, 'Approve').click();
      await approver.page
        .getByRole('list', { name: /Everything that happened/ })
        .getByText(`${name === 'dave' ? 'Dave Dalton' : 'Grace Gardner'} approved step 2`)
        .waitFor();
    }

    await alice.goTo('/');
    await card(page, resource).getByText('left').waitFor();
    await button(page, 'Check out').click();
    await alice.fillSignIn('alice', '123456');
    const ticket = page.getByRole('textbox', { name: 'Access ticket' });
    await ticket.waitFor();
    expect(await ticket.inputValue()).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    expect(stored).not.toContain('eyJ');
    await card(page, resource).getByText('Checked out').waitFor();
    await button(page, 'Hide ticket').click();
    await ticket.waitFor({ state: 'detached' });
    await button(page, 'Check in').click();
    await card(page, resource).waitFor({ state: 'detached' });

    await alice.goTo(path);
    const story = page.getByRole('list', { name: /Everything that happened/ });
    await story.getByText(/checked the access in\.$/).waitFor();
    await story.getByText(/approved step 1.*, for at most 45 min/).waitFor();
    await story.getByText('Fine, within the incident.').waitFor();
    expect(await button(page, /Check/).count()).toBe(0);
  });

  it('say why a request was rejected', async () => {
    const { id } = await asked('alice', named('dev-db'));
    const carol = await visit('carol', `/requests/${id}`);
    await carol.page.getByLabel('Comment').fill('Use the read replica instead.');
    await button(carol.page, 'Reject').click();
    await carol.page.getByText(/rejected the request at step 1\.$/).waitFor();
    const alice = await visit('alice', `/requests/${id}`);
    await alice.page.getByRole('status', { name: 'Status' }).getByText('Rejected').waitFor();
    await alice.page.getByText('Use the read replica instead.').first().waitFor();
    expect(await button(alice.page, /Approve|Reject|Cancel|Check/).count()).toBe(0);
  });

  it('explain before and after the submission that no policy governs a request', async () => {
    const { page } = await visit('alice', '/request-access?resource=nowhere&account=root', {
      expected: ['/v1/requests'],
    });
    await page.getByText('This request would be refused').waitFor();
    await button(page, 'Request access').click();
    await page.getByText('Your request was not accepted').waitFor();
    await page.getByRole('link', { name: 'The refusal is on record' }).click();
    await page.getByRole('status', { name: 'Status' }).getByText('Refused').waitFor();
    await page
      .getByRole('alert')
      .getByText(/No enabled policy governs the account root/)
      .waitFor();
  });

  it('explain why a person may not decide: their own request, or a step of others', async () => {
    const own = await asked('alice', named('own-db'));
    const alice = await visit('alice', `/requests/${own.id}`);
    const decision = alice.page.getByRole('region', { name: 'Your decision' });
    await decision.getByText(own.you.why!.detail).waitFor();
    expect(own.you.why!.code).toBe('self-approval');
    expect(await button(alice.page, /Approve|Reject/).count()).toBe(0);
    const other = await approvedBy(await asked('alice', named('prod-db')), 'bob');
    const bob = await visit('bob', `/requests/${other.id}`);
    await bob.page
      .getByRole('region', { name: 'Your decision' })
      .getByText(/Security Review/)
      .waitFor();
    expect(await button(bob.page, /Approve|Reject/).count()).toBe(0);
  });

  it('link to the pending request before and after a second submission', async () => {
    const { id, resource } = await asked('alice', named('dev-db'));
    const { page } = await visit('alice', `/request-access?resource=${resource}&account=db-admin`, {
      expected: ['/v1/requests'],
    });
    await page.getByRole('link', { name: 'go to your open request' }).waitFor();
    await button(page, /^Request access$/).click();
    await page.getByRole('link', { name: 'go to your open request' }).nth(1).click();
    await page.waitForURL(`**/requests/${id}`);
  });

  it('can be cancelled and revoked after a confirmation, and show who revoked an access and why', async () => {
    const cancelled = await asked('alice', named('dev-db'));
    const alice = await visit('alice', `/requests/${cancelled.id}`);
    await button(alice.page, 'Cancel request …').click();
    await button(alice.page.getByRole('dialog'), 'Cancel request').click();
    await alice.page.getByRole('status', { name: 'Status' }).getByText('Cancelled').waitFor();
    const granted = await approvedBy(await asked('alice', named('dev-db')), 'bob');
    await alice.goTo(`/requests/${granted.id}`);
    await button(alice.page, 'Revoke access …').click();
    await button(alice.page.getByRole('dialog'), 'Revoke').click();
    await alice.page.getByText('Say why.').waitFor();
    await alice.page.getByLabel('Reason').fill('The incident is over');
    await button(alice.page.getByRole('dialog'), 'Revoke').click();
    await alice.page.getByText('Alice Archer revoked the access.').waitFor();
    await alice.page.getByText('The incident is over').first().waitFor();
    await alice.page.getByText(/This access is over: Alice Archer revoked it/).waitFor();
  });

  it('show two people each other’s changes without a reload', async () => {
    const bob = await visit('bob');
    const resource = named('dev-db');
    const { id } = await asked('alice', resource);
    await card(bob.page, resource).waitFor();
    const alice = await visit('alice', `/requests/${id}`);
    await alice.page.getByText('Still needs 1 approval').waitFor();
    await bob.page.getByRole('link', { name: `Review db-admin on ${resource}` }).click();
    await button(bob.page, 'Approve').click();
    await button(alice.page, 'Check out').waitFor();
    await button(alice.page, 'Check out').click();
    await bob.page.getByRole('status', { name: 'Status' }).getByText('Checked out').waitFor();
  });

  it('can be listed by status, search and filters, all kept in the address, over several pages', async () => {
    const tag = named('INC');
    await Promise.all(
      Array.from({ length: 105 }, (_, n) => asked('oscar', `dev-many-${n}`, { ticket: tag })),
    );
    const { page } = await visit('bob', '/requests');
    await page.getByLabel('Search', { exact: true }).fill(tag);
    await page.waitForURL(`**/requests?q=${tag}`);
    await page.getByText('The first 100 requests').waitFor();
    await page.getByRole('tab', { name: /Open.*105/ }).waitFor();
    await button(page, 'Load more').click();
    await page.getByText('105 requests', { exact: true }).waitFor();
    expect(await page.getByRole('row').count()).toBe(106);
    await button(page, 'Filters').click();
    await page.getByLabel('Resource, full name').fill('dev-many-7');
    await page.getByText('1 request', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('1 request', { exact: true }).waitFor();
    await page.getByRole('tab', { name: /Approved/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Nothing matches').waitFor();
    expect(new URL(page.url()).searchParams.get('status')).toBe('approved');
    await button(page, 'Clear all filters').last().click();
    await page.waitForURL('**/requests?status=approved');
    await page.getByRole('button', { name: 'Access', exact: true }).click();
    await page.waitForURL('**/requests?status=approved&sort=resource');
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('hinders nobody: %s, %i px wide', async (colorScheme, width) => {
    const options: VisitorOptions = {
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width, height: 800 },
    };
    const pending = await approvedBy(await asked('alice', named('prod-db')), 'bob');
    const granted = await approvedBy(await asked('alice', named('dev-db')), 'bob');
    const alice = await visit('alice', '/', options);
    const look = async ({ page }: Visitor) => {
      // Notices keep the network busy permanently; a loading page says so itself.
      await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
      expect(await seriousFindings(page)).toEqual([]);
      const widest = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(widest).toBeLessThanOrEqual(width);
    };
    await look(alice);
    for (const path of [
      '/request-access?resource=prod-db-1&account=db-admin',
      '/request-access?resource=nowhere&account=root',
      '/requests?status=approved&requester=me',
      `/requests?from=2020-01-01&q=${'long'.repeat(20)}`,
      `/requests/${pending.id}`,
      `/requests/${granted.id}`,
    ]) {
      await alice.goTo(path);
      await look(alice);
    }
    await button(alice.page, 'Check out').click();
    await alice.page.getByRole('textbox', { name: 'Access ticket' }).waitFor();
    await look(alice);
    await button(alice.page, 'Revoke access …').click();
    await look(alice);
    const dave = await visit('dave', `/requests/${pending.id}`, options);
    await button(dave.page, 'Approve').waitFor();
    await look(dave);
  });
});
