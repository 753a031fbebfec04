import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

/** The requests of a browser. */
export interface FirstLoad {
  /** Calls of the API, by path; an id in a path is written `{id}`. */
  api: Record<string, number>;
  /** Requests of any kind, including documents, scripts and the sign-in. */
  all: number;
}

/** The page is complete after this long without another request; the stream of notices stays open. */
const QUIET_MS = 3_000;

/** A demo person signs in with a fresh browser and arrives at the home page. */
export async function firstLoad(browser: Browser, url: string, person: string): Promise<FirstLoad> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const paths: string[] = [];
    let last = performance.now();
    page.on('request', (request) => {
      last = performance.now();
      paths.push(new URL(request.url()).pathname);
    });
    await signIn(page, url, person);
    while (performance.now() - last < QUIET_MS) await pause(100);
    return { api: counted(paths.filter((path) => path.startsWith('/v1/'))), all: paths.length };
  } finally {
    await context.close();
  }
}

function counted(paths: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const path of paths.map((one) => one.replace(UUID, '{id}'))) counts[path] = (counts[path] ?? 0) + 1;
  return counts;
}

const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/;

async function signIn(page: Page, url: string, person: string): Promise<void> {
  await page.goto(`${url}/`);
  await page.waitForURL('**/oidc/interaction/**');
  await page.getByLabel('User name').fill(person);
  await page.getByLabel('Password').fill('countersign');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((address) => address.pathname === '/');
  await page.getByRole('heading', { name: 'Home' }).waitFor();
}
