import type { Page } from 'playwright-core';

const MOST_TABS = 80;

/** The name of the focused element, approximately as screen readers announce it: its label, its labels or its text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const name = element?.getAttribute('aria-label') ?? labels.map((label) => label.textContent).join(' ');
    return (name || element?.textContent || '').replace(' *', '').trim();
  });

/** Presses Tab until an element of this name has the focus. @throws Error if none gets it */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press('Tab');
    const found = await focused(page);
    if (found === name) return;
    passed.push(found);
  }
  throw new Error(`Tab does not come to “${name}”, but to ${passed.join(', ')}`);
}

/** Goes to a field by Tab, and writes into it. */
export async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.type(text);
}

/** Goes to a button or a link by Tab, and presses Enter. */
export async function pressOn(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}
