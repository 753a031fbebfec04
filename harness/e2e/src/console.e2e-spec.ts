import type { Browser } from 'playwright-core';
import type { StackView } from '@countersign/testing';
import { seriousFindings } from './browser/axe.js';
import { describeInBrowser, launchBrowser } from './browser/browser.js';
import { Visitor } from './browser/visitor.js';
import type { VisitorOptions } from './browser/visitor.js';
import { sharedStack } from './stack/shared-stack.js';

const MINUTE = 60_000;

/** The console's frame: signing in and out, navigation, security headers and what the browser requests. */
describeInBrowser('the console', () => {
  jest.setTimeout(2 * MINUTE);
  let stack: StackView;
  let browser: Browser;
  const visitors: Visitor[] = [];

  beforeAll(async () => {
    [stack, browser] = await Promise.all([sharedStack(), launchBrowser()]);
  }, 2 * MINUTE);

  afterEach(async () => {
    const problems = visitors.flatMap((visitor) => visitor.problems);
    await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
    expect(problems).toEqual([]);
  });

  afterAll(() => browser.close(), MINUTE);

  async function visitor(options?: VisitorOptions): Promise<Visitor> {
    const one = await Visitor.arrive(browser, stack.url, options);
    visitors.push(one);
    return one;
  }

  it('signs in, returns to the requested page, and contacts no other server', async () => {
    const alice = await visitor();
    await alice.signIn('alice', '/requests?status=pending');
    expect(alice.page.url()).toBe(`${stack.url}/requests?status=pending`);
    expect(await alice.page.title()).toBe('Requests – Countersign');
    const current = alice.page.locator('nav a[aria-current="page"]');
    expect(await current.allInnerTexts()).toEqual(['Requests']);
    expect([...alice.origins]).toEqual([stack.url]);
  });

  it('shows people the pages of their roles', async () => {
    const pagesOf = async (person: string) => {
      const one = await visitor();
      await one.signIn(person);
      const links = one.page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
      await links.nth(2).waitFor();
      await one.page.getByRole('button', { name: /Your menu/ }).waitFor();
      await one.page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
      return links.allInnerTexts();
    };
    const everybody = ['Home', 'Request access', 'Requests'];
    expect(await pagesOf('alice')).toEqual(everybody);
    expect(await pagesOf('erin')).toEqual([...everybody, 'Policies']);
    expect(await pagesOf('frank')).toEqual([...everybody, 'Policies', 'Reports']);
  });

  it('can be used by keyboard: skip link, navigation, and focus on the new page', async () => {
    const alice = await visitor();
    await alice.signIn('alice');
    const { page } = alice;
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.getByRole('navigation').getByRole('link', { name: 'Request access' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Request access' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'main');
    expect(await page.title()).toBe('Request access – Countersign');
  });

  it('keeps the session over a reload without a sign-in page, and stores no token', async () => {
    const alice = await visitor();
    await alice.signIn('alice', '/requests');
    const visited: string[] = [];
    alice.page.on('framenavigated', (frame) => frame === alice.page.mainFrame() && visited.push(frame.url()));
    await alice.page.reload();
    await alice.page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
    expect(visited).toEqual([`${stack.url}/requests`]);
    const stored = await alice.page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    );
    expect(stored).not.toMatch(/eyJ|access_token|id_token/);
  });

  it('signs out locally and at the provider', async () => {
    const alice = await visitor();
    await alice.signIn('alice');
    await alice.page.getByRole('button', { name: /Your menu/ }).click();
    await alice.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await alice.page.getByRole('button', { name: 'Sign out' }).click();
    await alice.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await alice.page.getByRole('button', { name: 'Sign in' }).click();
    await alice.page.waitForURL('**/oidc/interaction/**');
  });

  it('reports that a sign-in was cancelled', async () => {
    const alice = await visitor();
    await alice.page.goto(stack.url);
    await alice.page.getByRole('button', { name: 'Cancel' }).click();
    await alice.page.getByText('The sign-in was cancelled.').waitFor();
  });

  it('obeys its content security policy, which forbids inline scripts and styles', async () => {
    const alice = await visitor({ expected: ['Content Security Policy'] });
    await alice.signIn('alice');
    const seen = await alice.page.evaluate(() => {
      const violations: string[] = [];
      const both = new Promise<string[]>((done) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          if (violations.push(event.effectiveDirective) === 2) done(violations);
        });
      });
      const add = (name: string, text: string) =>
        document.body.append(Object.assign(document.createElement(name), { textContent: text }));
      add('script', 'document.title = "owned"');
      add('style', 'body { display: none }');
      return both;
    });
    expect(seen).toEqual(['script-src-elem', 'style-src-elem']);
    expect(await alice.page.title()).not.toBe('owned');
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('hinders nobody: %s, %i px wide', async (colorScheme, width) => {
    const frank = await visitor({ colorScheme, viewport: { width, height: 800 } });
    await frank.signIn('frank');
    expect(await seriousFindings(frank.page)).toEqual([]);
    await frank.page.getByRole('button', { name: /Your menu/ }).click();
    expect(await seriousFindings(frank.page)).toEqual([]);
    await frank.goTo('/nonsense');
    expect(await seriousFindings(frank.page)).toEqual([]);
    expect(await frank.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});
