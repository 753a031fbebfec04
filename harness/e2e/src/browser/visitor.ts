import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** Options of a visitor. */
export interface VisitorOptions extends BrowserContextOptions {
  /** Expected console errors: a part of their text or of their address. */
  expected?: string[];
}

/** A person at a separate browser, with separate cookies and storage. */
export class Visitor {
  /** Errors of scripts, of the console and of the content security policy; there must be none. */
  readonly problems: string[] = [];
  /** Origins of all requests. */
  readonly origins = new Set<string>();

  private constructor(
    readonly url: string,
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly expected: string[],
  ) {
    page.on('pageerror', (error) => this.note(`script: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.note(`console: ${message.text()} ${message.location().url}`);
    });
    page.on('request', (request) => this.origins.add(new URL(request.url()).origin));
  }

  static async arrive(browser: Browser, url: string, options: VisitorOptions = {}): Promise<Visitor> {
    const { expected = [], ...how } = options;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...how });
    context.setDefaultTimeout(30_000);
    return new Visitor(url, context, await context.newPage(), expected);
  }

  /** Goes to a page of the console and signs in on the way, as people do. */
  async signIn(person: string, path = '/', otp = ''): Promise<void> {
    await this.page.goto(this.url + path);
    await this.fillSignIn(person, otp);
    await this.page.locator('h1').first().waitFor();
  }

  /** Signs in at the provider's page, wherever it appears. */
  async fillSignIn(person: string, otp = ''): Promise<void> {
    await this.page.waitForURL('**/oidc/interaction/**');
    await this.page.getByLabel('User name').fill(person);
    await this.page.getByLabel('Password').fill('countersign');
    if (otp !== '') await this.page.getByLabel('Second factor').fill(otp);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL((address) => !address.pathname.startsWith('/oidc/'));
  }

  /** Goes to another page within the console. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.page.locator('h1').first().waitFor();
  }

  close(): Promise<void> {
    return this.context.close();
  }

  private note(problem: string): void {
    // The provider's own pages have no icon; browsers still ask for one.
    if (problem.endsWith('/favicon.ico')) return;
    if (!this.expected.some((text) => problem.includes(text))) this.problems.push(problem);
  }
}
