import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of this machine; undefined if none is installed. */
function installedBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** `describe` if there is a browser; in CI there must be one. */
export const describeInBrowser = (installedBrowser() ?? process.env['CI']) ? describe : describe.skip;

/** Starts Chromium; end it with `close()`. @throws Error when none is installed */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = installedBrowser();
  if (!executablePath) throw new Error(`none of ${NAMES.join(', ')} is installed`);
  // Chromium's sandbox does not work as root.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] });
}
