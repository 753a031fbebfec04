import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Starts the Chromium of this machine without a window. @throws Error when none is installed */
export async function launchBrowser(): Promise<Browser> {
  const script = NAMES.map((name) => `command -v ${name}`).join(' || ');
  const executablePath = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).stdout.trim();
  if (executablePath === '') throw new Error(`none of ${NAMES.join(', ')} is installed`);
  // Chromium's sandbox does not work as root.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}
