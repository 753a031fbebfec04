import { readFile } from 'node:fs/promises';
import type { RequestView } from '@countersign/contracts';
import type { Browser, Locator, Page } from 'playwright-core';
import { deferred, eventually, startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { behind } from './audit.js';
import { seriousFindings } from './browser/axe.js';
import { describeInBrowser, launchBrowser } from './browser/browser.js';
import { Visitor } from './browser/visitor.js';
import type { VisitorOptions } from './browser/visitor.js';
import { Client, twoStepPolicy } from './client.js';

const MINUTE = 60_000;
const TABS = ['requests', 'summary', 'refused', 'events'] as const;

/** What auditors do in the console. */
describeInBrowser('the reports of the console', () => {
  jest.setTimeout(2 * MINUTE);
  let stack: Stack;
  let browser: Browser;
  const visitors: Visitor[] = [];
  const people: Record<string, Client> = {};
  const as = (name: string): Client => people[name]!;
  const submit = async (who: string, resource: string) =>
    (
      await as(who).post<RequestView>('/v1/requests', {
        resource,
        account: 'db-admin',
        duration: 'PT1H',
        justification: 'Restore, "now"',
      })
    ).body;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
    for (const name of ['alice', 'oscar', 'bob', 'erin'])
      people[name] = new Client(stack.url, await stack.token(name));
    const { steps, ...policy } = twoStepPolicy('databases');
    await as('erin').post('/v1/policies', { ...policy, steps: steps.slice(0, 1) });
    const granted = await submit('alice', 'prod-db-eu');
    const rejected = await submit('oscar', 'prod-db-us');
    await submit('alice', 'nobody-governs-this');
    expect((await as('alice').post(`/v1/requests/${granted.id}/approve`)).status).toBe(403);
    await as('bob').post(`/v1/requests/${granted.id}/approve`, { comment: 'go ahead' });
    await as('bob').post(`/v1/requests/${rejected.id}/reject`, { comment: 'not today' });
    await eventually('every consumer has caught up', async () => expect(await behind(stack)).toEqual([]));
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

  async function signedIn(person: string, path: string, options?: VisitorOptions): Promise<Page> {
    const visitor = await Visitor.arrive(browser, stack.url, options);
    visitors.push(visitor);
    await visitor.signIn(person, path);
    return visitor.page;
  }
  const frank = (path: string, options?: VisitorOptions) => signedIn('frank', path, options);
  /** Empty bars exist, but are invisible. */
  const drawn = (where: Page | Locator) =>
    where.locator('svg .recharts-bar-rectangle path').filter({ visible: true }).first();
  /** Colours as the browser paints them; unknown colours are painted black. */
  const coloursOf = async (figure: Locator) => {
    const painted = await figure
      .locator('svg .recharts-bar-rectangle path')
      .evaluateAll((bars) => bars.map((bar) => getComputedStyle(bar).fill));
    return [...new Set(painted)].filter((colour) => colour !== 'rgb(0, 0, 0)');
  };
  const rows = (page: Page) => page.getByRole('region', { name: 'Check-out requests' }).locator('tbody tr');

  it('show every request, filtered by the address and the fields', async () => {
    const page = await frank('/reports');
    await rows(page).nth(2).waitFor();
    expect(await rows(page).count()).toBe(3);
    await page.getByLabel('Resource', { exact: true }).fill('PROD-DB-us');
    await page.getByText('1 row', { exact: true }).waitFor();
    expect(await rows(page).allInnerTexts()).toEqual([expect.stringMatching(/^prod-db-us.*Rejected/s)]);
    expect(page.url()).toContain('resource=PROD-DB-us');
    await page.goto(`${stack.url}/reports?status=approved&columns=["comments","reason"]`);
    await rows(page).waitFor();
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(['Approver comments', 'Reason']);
    expect(await rows(page).innerText()).toContain('Bob Baker: go ahead');
  });

  it('let columns be chosen by keyboard, and keep them in links', async () => {
    const page = await frank('/reports');
    await page.getByRole('button', { name: 'Columns' }).press('Enter');
    await page.getByRole('checkbox', { name: 'Ticket' }).press('Space');
    await page.getByRole('columnheader', { name: 'Ticket' }).waitFor();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('columnheader', { name: 'Ticket' }).waitFor();
  });

  it('can be exported to a file with the filtered rows', async () => {
    const page = await frank('/reports?status=approved&status=rejected', { acceptDownloads: true });
    // As in browsers without the File System Access API.
    await page.evaluate(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
    await rows(page).nth(1).waitFor();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^check-outs-\d{4}-\d\d-\d\d\.csv$/);
    const [header, ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect(header).toMatch(/^request_id,resource,account,/);
    expect(lines.map((line) => line.split(',')[1])).toEqual(['prod-db-us', 'prod-db-eu']);
    await page.getByText(/^Saved check-outs-.*\.csv, \d/).waitFor();
  });

  it('are streamed into a file if the browser supports it', async () => {
    const page = await frank('/reports');
    await page.evaluate(() =>
      Object.assign(globalThis, {
        showSaveFilePicker: async () =>
          (await navigator.storage.getDirectory()).getFileHandle('report', { create: true }),
      }),
    );
    await page.getByRole('button', { name: 'Download NDJSON' }).click();
    await page.getByText(/^Saved check-outs-.*\.ndjson, \d/).waitFor();
    const text = await page.evaluate(async () => {
      const folder = await navigator.storage.getDirectory();
      return (await (await folder.getFileHandle('report')).getFile()).text();
    });
    const resources = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as RequestView).resource);
    expect(resources).toEqual(['nobody-governs-this', 'prod-db-us', 'prod-db-eu']);
  });

  it('say why an export failed, and keep no partial file', async () => {
    const page = await frank('/reports', { expected: ['/v1/reports/check-outs', 'ERR_FAILED'] });
    await page.evaluate(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
    await rows(page).nth(2).waitFor();
    const problem = { code: 'not-allowed', detail: 'You may not read this any more.' };
    await page.route('**/v1/reports/check-outs*', (route) =>
      route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await page.getByRole('button', { name: 'Download CSV' }).click();
    await page.getByRole('alert').getByText(problem.detail).waitFor();
  });

  it('stop an export on request, and keep no partial file', async () => {
    const page = await frank('/reports', { expected: ['ERR_FAILED'] });
    await page.evaluate(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
    await rows(page).nth(2).waitFor();
    await page.route('**/v1/reports/check-outs*', () => undefined);
    await page.getByRole('button', { name: 'Download CSV' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled; no file was saved.').waitFor();
    await page.getByRole('button', { name: 'Download CSV' }).waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('mark a row whose decisions may be missing, whichever columns are shown', async () => {
    const page = await frank('/');
    await page.route('**/v1/reports/check-outs*', async (route) => {
      const response = await route.fetch();
      const report = (await response.json()) as { items: { resource: string }[] };
      const items = report.items.map((row) =>
        row.resource === 'prod-db-us' ? { ...row, steps: [], decisionsIncomplete: true } : row,
      );
      await route.fulfill({ response, json: { ...report, items } });
    });
    const note = 'Decisions may be missing from this row. Load the page again in a moment.';
    for (const columns of ['', '?columns=["comments","reason"]']) {
      await page.goto(`${stack.url}/reports${columns}`);
      await rows(page).nth(2).waitFor();
      const texts = await rows(page).allInnerTexts();
      expect(texts.map((text) => text.includes(note))).toEqual([false, true, false]);
    }
  });

  it('can be read page by page', async () => {
    const page = await frank('/');
    const clicked = deferred();
    await page.route('**/v1/reports/check-outs*', async (route) => {
      const url = route.request().url().replace('limit=50', 'limit=2');
      if (url.includes('cursor=')) await clicked.promise;
      await route.continue({ url });
    });
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByText('Page 1: 2 rows').waitFor();
    expect(await page.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
    const first = await rows(page).first().innerText();
    // Two clicks while the page is loading go one page further, not two.
    await page.getByRole('button', { name: 'Next' }).dblclick();
    clicked.resolve();
    await page.getByText(/^Page 2: /).waitFor();
    expect(await rows(page).first().innerText()).not.toBe(first);
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByText('Page 1: 2 rows').waitFor();
    expect(await rows(page).first().innerText()).toBe(first);
  });

  it('have a summary with the expected numbers, charts and tables', async () => {
    const page = await frank('/reports?tab=summary&timeZone=Europe/Berlin');
    const headline = (what: string) =>
      page.locator('dl > div', { has: page.getByText(what, { exact: true }) }).locator('dd');
    await headline('Requests').waitFor();
    expect(await headline('Requests').innerText()).toBe('3');
    expect(await headline('Decided by people').innerText()).toBe('2');
    expect(await headline('Requests refused').innerText()).toBe('1');
    const decisions = page.getByRole('figure', { name: 'Decisions, per approver' });
    await drawn(decisions).waitFor();
    const overTime = page.getByRole('figure', { name: 'Requests per day, by status now' });
    await drawn(overTime).waitFor();
    expect(await coloursOf(overTime)).toHaveLength(3);
    await decisions.getByRole('button', { name: 'Table' }).click();
    expect(await decisions.locator('tbody tr').innerText()).toMatch(/^Bob Baker\s+2\s+50 %/);
  });

  it('list refused attempts', async () => {
    const page = await frank('/reports?tab=refused');
    const row = page.getByRole('region', { name: 'Refused attempts' }).locator('tbody tr');
    await row.first().waitFor();
    expect(await row.allInnerTexts()).toEqual([
      expect.stringMatching(/Alice Archer\s+Approve\s+the request/),
    ]);
  });

  it('follow the audit events, including new ones', async () => {
    const page = await frank('/reports?tab=events&type=["request.*"]');
    const events = page.locator('details');
    await events.first().waitFor();
    const before = await page.getByText('request.submitted').count();
    expect(await page.getByText('policy.created').count()).toBe(0);
    const { id } = await submit('oscar', 'prod-db-ca');
    const added = events.filter({ hasText: `request-${id}` }).first();
    await added.waitFor();
    expect(await page.getByText('request.submitted').count()).toBeGreaterThanOrEqual(before);
    await added.locator('summary').press('Enter');
    await added.getByText(`"subject": "request-${id}"`).waitFor();
  });

  it('are closed to alice', async () => {
    const page = await signedIn('alice', '/reports?tab=summary');
    await page.getByText('Reports are for auditors').waitFor();
    expect(await page.getByRole('tab').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Reports' }).count()).toBe(0);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('hinder nobody: %s, %i px wide', async (colorScheme, width) => {
    const page = await frank('/reports', { colorScheme, viewport: { width, height: 800 } });
    for (const tab of TABS) {
      await page.goto(`${stack.url}/reports?tab=${tab}`);
      await page.locator('tbody tr, details').first().waitFor({ state: 'attached' });
      if (tab === 'summary') await drawn(page).waitFor();
      if (process.env['PICTURES'])
        await page.screenshot({
          path: `${process.env['PICTURES']}/${tab}-${colorScheme}-${width}.png`,
          fullPage: true,
        });
      expect({ tab, findings: await seriousFindings(page) }).toEqual({ tab, findings: [] });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
});
