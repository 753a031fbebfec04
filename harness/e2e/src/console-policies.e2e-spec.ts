import type { PolicyView, SavedPolicyView } from '@countersign/contracts';
import type { Browser, Page } from 'playwright-core';
import type { StackView } from '@countersign/testing';
import { seriousFindings } from './browser/axe.js';
import { describeInBrowser, launchBrowser } from './browser/browser.js';
import { pressOn, tabTo, typeInto } from './browser/keyboard.js';
import { Visitor } from './browser/visitor.js';
import type { VisitorOptions } from './browser/visitor.js';
import { Client, twoStepPolicy } from './client.js';
import { sharedStack } from './stack/shared-stack.js';

const MINUTE = 60_000;

/** Policies in the console: written, tried, changed, switched off and deleted by admins, read by auditors. */
describeInBrowser('policies in the console', () => {
  jest.setTimeout(2 * MINUTE);
  let stack: StackView;
  let browser: Browser;
  let erin: Client;
  const visitors: Visitor[] = [];

  beforeAll(async () => {
    [stack, browser] = await Promise.all([sharedStack(), launchBrowser()]);
    erin = new Client(stack.url, await stack.token('erin'));
  }, 2 * MINUTE);

  afterEach(async () => {
    const problems = visitors.flatMap((visitor) => visitor.problems);
    await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
    expect(problems).toEqual([]);
  });

  afterAll(() => browser.close(), MINUTE);

  async function at(path: string, person = 'erin', options?: VisitorOptions): Promise<Page> {
    const one = await Visitor.arrive(browser, stack.url, options);
    visitors.push(one);
    await one.signIn(person, path);
    return one.page;
  }

  async function saved(name: string, change: object = {}): Promise<PolicyView> {
    const { status, body } = await erin.post<SavedPolicyView>('/v1/policies', {
      ...twoStepPolicy(name),
      ...change,
    });
    expect(status).toBe(201);
    const { warnings: _, ...policy } = body;
    return policy;
  }

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  /** Clicks the name of a part, whichever part is shown. */
  const toPart = (page: Page, part: string) =>
    page.getByRole('navigation', { name: 'Parts of the policy' }).getByText(part).click();
  /** The page's own heading. */
  const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

  it('can be written with the keyboard alone, with every error beside its field', async () => {
    const page = await at('/policies', 'erin', { expected: ['/v1/policies'] });
    await button(page, 'New policy')
      .or(page.getByRole('link', { name: 'New policy' }))
      .first()
      .waitFor();
    await pressOn(page, 'New policy');
    await title(page, 'New policy').waitFor();
    await page.getByRole('combobox', { name: 'Resources' }).waitFor();
    await pressOn(page, 'Next');
    // A summary names the missing fields, has the focus, and links to them.
    await page.waitForFunction(() => document.activeElement?.id === 'wizard-problems');
    await pressOn(page, 'Name');
    await page.waitForFunction(() => document.activeElement?.id === 'field-name');
    expect(await page.getByText('Give the policy a name.').count()).toBe(2);
    await page.keyboard.type('by keyboard');
    await typeInto(page, 'Resources', 'kb-{eu,us}-*');
    await page.keyboard.press('Enter');
    await typeInto(page, 'Accounts', '*-admin');
    await page.keyboard.press('Enter');
    await typeInto(page, 'Longest access', '1h30');
    await pressOn(page, 'Next');
    await heading(page, 'Approval sequence').waitFor();
    await typeInto(page, 'Name of the step', 'Security');
    await tabTo(page, 'Approvals needed');
    await page.keyboard.press('ArrowUp');
    await typeInto(page, 'People, by id', 'dave');
    await page.keyboard.press('Enter');
    await pressOn(page, 'Add step');
    await page.waitForFunction(() => document.activeElement?.id === 'field-steps-1-name');
    await page.keyboard.type('Managers');
    await typeInto(page, 'Groups', 'managers');
    await page.keyboard.press('Enter');
    await pressOn(page, 'Next');
    await heading(page, 'Review').waitFor();
    await page.getByText('Step 1, Security: 2 approvals by dave.').waitFor();
    await pressOn(page, 'Create policy');

    // Only the policy service can tell that nobody could complete this step.
    await page.waitForFunction(() => document.activeElement?.id === 'wizard-problems');
    await pressOn(page, 'Step 1, approvals needed');
    await page.waitForFunction(() => document.activeElement?.id === 'field-steps-0-requiredApprovals');
    const count = page.getByLabel('Approvals needed').first();
    expect(await count.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('needs 2 people, but the step names 1').last().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => !document.getElementById('wizard-problems'));

    // Moves the first step down: the pressed button keeps the focus, wherever its step goes.
    await pressOn(page, 'Move step 1 down');
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-label') === 'Move step 2 down',
    );
    await page.getByText('Step 1 is now step 2 of 2.').waitFor({ state: 'attached' });
    await pressOn(page, 'Next');
    await page.getByText('Step 1, Managers: 1 approval by group managers.').waitFor();
    await pressOn(page, 'Create policy');
    await title(page, 'by keyboard').waitFor();

    const { items } = (await erin.get<{ items: PolicyView[] }>('/v1/policies?q=by%20keyboard')).body;
    expect(items).toMatchObject([
      {
        conditions: [{ resourceNames: ['kb-{eu,us}-*'], accountNames: ['*-admin'] }],
        maxAccessDuration: 'PT1H30M',
        steps: [{ name: 'Managers' }, { name: 'Security', requiredApprovals: 1 }],
      },
    ]);
  });

  it('can be tested, edited with a view of the differences, switched off and deleted, and stay readable', async () => {
    const { id } = await saved('a life', { conditions: [{ resourceNames: ['life-*'] }] });
    const page = await at(`/policies/${id}`, 'erin', { expected: [`/v1/policies/${id}`] });
    await page.getByLabel('Resource to try').fill('life-db-7');
    await page.getByLabel('Account to try').fill('root');
    await page.getByText('This policy governs the request, by version 1').waitFor();
    await page.getByLabel('Resource to try').fill('death-db-7');
    await page.getByText('This policy, as saved, does not match. No policy governs the request').waitFor();

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Longest access').fill('2 hours');
    await toPart(page, 'Review');
    await page.getByText('+ 2 h').waitFor();
    await button(page, 'Save as version 2').click();
    await title(page, 'a life').waitFor();
    await page.getByRole('button', { name: /Version 2.*Longest access/ }).click();
    await page.getByText('− 4 h').waitFor();

    await button(page, 'Switch off').click();
    await button(page, 'Switch on').waitFor();
    await page.getByRole('button', { name: /Version 3.*In force/ }).waitFor();
    await button(page, 'Delete').click();
    await page.getByText('Its history can still be read here.').waitFor();
    await button(page, 'Delete policy').click();
    await page.getByText('Deleted', { exact: true }).waitFor();
    expect((await erin.get(`/v1/policies/${id}`)).status).toBe(404);
    await page.reload();
    await page.getByRole('button', { name: /Version 4.*Deleted/ }).waitFor();
    await heading(page, 'What it said').waitFor();
    expect(await button(page, 'Delete').count()).toBe(0);
  });

  it('show what somebody else has saved meanwhile, and let the admin choose', async () => {
    const { id, version, createdAt, createdBy, updatedAt, updatedBy, ...content } = await saved('contended');
    expect([version, createdAt, createdBy]).toEqual([1, updatedAt, updatedBy]);
    const page = await at(`/policies/${id}/edit`, 'erin', { expected: [`/v1/policies/${id}`] });
    await page.getByLabel('Priority').fill('7');
    const theirs = { ...content, maxAccessDuration: 'PT2H' };
    expect((await erin.put(`/v1/policies/${id}`, theirs, { ifMatch: '"1"' })).status).toBe(200);
    await toPart(page, 'Review');
    await button(page, 'Save as version 2').click();
    await page.getByText('saved version 2 in the meantime').waitFor();
    await page.getByText('+ 2 h').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect((await erin.get<PolicyView>(`/v1/policies/${id}`)).body.version).toBe(2);
    await button(page, 'Keep my changes').click();
    await button(page, 'Save as version 3').click();
    await title(page, 'contended').waitFor();
    expect((await erin.get<PolicyView>(`/v1/policies/${id}`)).body).toMatchObject({
      version: 3,
      priority: 7,
      maxAccessDuration: 'PT2H',
    });
  });

  it('can have their steps reordered by mouse, and ask before unsaved changes are lost', async () => {
    const { id } = await saved('dragged');
    const page = await at(`/policies/${id}/edit`);
    await toPart(page, 'Approval sequence');
    const names = () =>
      page
        .getByLabel('Name of the step')
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    await page.getByText('Step 1', { exact: true }).dragTo(page.getByText('Step 2', { exact: true }));
    await page.getByText('Step 1 is now step 2 of 2.').waitFor({ state: 'attached' });
    expect(await names()).toEqual(['Security Review', 'Manager Review']);
    await page.getByRole('link', { name: 'Back to the policy' }).click();
    await button(page, 'Keep it').click();
    expect(await names()).toEqual(['Security Review', 'Manager Review']);
    await page.getByRole('link', { name: 'Back to the policy' }).click();
    await button(page, 'Leave').click();
    await title(page, 'dragged').waitFor();
  });

  it('can be searched and filtered by state, which the address keeps', async () => {
    await saved('needle one');
    await saved('needle two', { enabled: false });
    const page = await at('/policies');
    await page.getByLabel('Search').fill('needle');
    await page.getByText('2 policies shown').waitFor({ state: 'attached' });
    await page.getByText('Switched off', { exact: true }).first().click();
    await page.getByText('1 policy shown').waitFor({ state: 'attached' });
    expect(new URL(page.url()).search).toBe('?q=needle&enabled=false');
    await page.reload();
    await page.getByRole('link', { name: 'needle two' }).waitFor();
    await page.getByLabel('Search').fill('nothing is called this');
    await page.getByText('No policy matches').waitFor();
  });

  it('show how many requests run under which version, and update the numbers', async () => {
    const governs = { conditions: [{ resourceNames: ['flight-*'] }] };
    const { id, version, createdAt, createdBy, updatedAt, updatedBy, ...content } = await saved(
      'counted',
      governs,
    );
    expect([version, createdAt, createdBy]).toEqual([1, updatedAt, updatedBy]);
    const page = await at(`/policies/${id}`);
    await page.getByText('No request is pending under this policy.').waitFor();
    const alice = new Client(stack.url, await stack.token('alice'));
    const wish = { resource: 'flight-db', account: 'root', duration: 'PT1H' };
    expect((await alice.post('/v1/requests', wish)).status).toBe(201);
    await page.getByText('1 request is pending under this policy, under its newest version.').waitFor();
    const next = { ...content, priority: 1 };
    expect((await erin.put(`/v1/policies/${id}`, next, { ifMatch: '"1"' })).status).toBe(200);
    await page.reload();
    await page.getByText('1 of them under older versions').waitFor();
    await page.getByRole('link', { name: 'Show them' }).click();
    await page.getByText('flight-db').first().waitFor();
  });

  it('are switched off after being duplicated', async () => {
    const { id } = await saved('original');
    const page = await at(`/policies/${id}`);
    await page.getByRole('link', { name: 'Duplicate' }).click();
    await toPart(page, 'Review');
    await button(page, 'Create policy').click();
    await title(page, 'Copy of original').waitFor();
    await page.getByText('Switched off', { exact: true }).waitFor();
  });

  it('can be read by auditors, but not changed', async () => {
    const { id } = await saved('audited');
    const page = await at('/policies', 'frank');
    await page.getByRole('link', { name: 'audited' }).click();
    await heading(page, 'What it says').waitFor();
    await page.getByRole('button', { name: /Version 1/ }).waitFor();
    for (const name of ['Edit', 'Switch off', 'Duplicate', 'Delete', 'New policy'])
      expect([name, await page.locator('main').getByText(name, { exact: true }).count()]).toEqual([name, 0]);
    await page.goto(`${stack.url}/policies/${id}/edit`);
    await title(page, 'Edit policy').waitFor();
    await page.getByText('Only policy admins can write policies').waitFor();
  });

  it('show other people that they may not see them', async () => {
    const page = await at('/policies', 'alice', { expected: ['/v1/policies'] });
    await page.getByText('Policies cannot be shown').waitFor();
    expect(await page.getByRole('navigation').getByText('Policies').count()).toBe(0);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('hinder nobody: %s, %i px wide', async (colorScheme, width) => {
    const { id } = await saved(`axe ${colorScheme} ${width}`, { enabled: false });
    const page = await at('/policies', 'erin', { colorScheme, viewport: { width, height: 800 } });
    const check = async () => {
      expect(await seriousFindings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    };
    await page.getByRole('link', { name: `axe ${colorScheme} ${width}` }).click();
    await page.getByRole('button', { name: /Version 1/ }).click();
    await check();
    await button(page, 'Delete').click();
    await button(page, 'Delete policy').waitFor();
    await check();
    await button(page, 'Keep it').click();
    await page.goto(`${stack.url}/policies`);
    await page.getByRole('link', { name: `axe ${colorScheme} ${width}` }).waitFor();
    await check();
    await page.goto(`${stack.url}/policies/${id}/edit`);
    for (const part of ['Configuration', 'Approval sequence', 'Review']) {
      await toPart(page, part);
      await heading(page, part).waitFor();
      await check();
    }
    await page.goto(`${stack.url}/policies/new`);
    await button(page, 'Next').click();
    await page.getByText('Give the policy a name.').first().waitFor();
    await check();
  });
});
