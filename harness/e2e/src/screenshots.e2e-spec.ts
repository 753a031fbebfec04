import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { repositoryRoot } from '@countersign/servers';
import { eventually, startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import { behind } from './audit.js';
import { launchBrowser } from './browser/browser.js';
import { Visitor } from './browser/visitor.js';
import { demoData } from './demo-data.js';
import type { DemoData } from './demo-data.js';

const MINUTE = 60_000;
const MOST_BYTES = 150_000;
const folder = join(repositoryRoot() ?? '.', 'docs', 'screenshots');

/** Name of the picture, the person, and the page. */
const pictures: [string, string, (data: DemoData) => string][] = [
  ['home', 'alice', () => '/'],
  ['request-access', 'alice', () => '/request-access'],
  ['requests', 'bob', () => '/requests'],
  ['request', 'grace', ({ halfApproved }) => `/requests/${halfApproved}`],
  ['policies', 'erin', () => '/policies'],
  ['new-policy', 'erin', () => '/policies/new'],
  ['report', 'frank', () => '/reports'],
  ['summary', 'frank', () => '/reports?tab=summary'],
];

// Only on request, by `node tools/screenshots.mjs`: pictures differ with every run, and change the repository.
const describeOnWish = process.env['SCREENSHOTS'] ? describe : describe.skip;

describeOnWish('pictures of the main pages', () => {
  jest.setTimeout(2 * MINUTE);
  let stack: Stack;
  let browser: Browser;
  let data: DemoData;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
    data = await demoData(stack);
    await eventually('every consumer has caught up', async () => expect(await behind(stack)).toEqual([]));
    await mkdir(folder, { recursive: true });
  }, 3 * MINUTE);

  afterAll(async () => {
    await browser.close();
    await stack.stop();
  }, MINUTE);

  it.each(['light', 'dark'] as const)('%s', async (colorScheme) => {
    const visitors = new Map<string, Visitor>();
    for (const [name, who, pathOf] of pictures) {
      const visitor = visitors.get(who) ?? (await Visitor.arrive(browser, stack.url, { colorScheme }));
      if (visitors.has(who)) await visitor.goTo(pathOf(data));
      else await visitor.signIn(who, pathOf(data));
      visitors.set(who, visitor);
      await settled(visitor.page);
      const path = join(folder, `${name}-${colorScheme}.png`);
      await visitor.page.screenshot({ path, animations: 'disabled' });
      expect((await stat(path)).size).toBeLessThanOrEqual(MOST_BYTES);
    }
    await Promise.all([...visitors.values()].map((visitor) => visitor.close()));
  });
});

/** Waits until everything is loaded and drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => !document.querySelector('[aria-busy="true"], main .mantine-Skeleton-root'),
    undefined,
    { timeout: 15_000 },
  );
  await page.waitForTimeout(800);
}
