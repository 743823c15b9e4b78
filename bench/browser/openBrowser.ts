import npmChromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'];

/** A Chromium without a window: `CHROMIUM_PATH`, else the one that npm brings. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? (await npmChromium.executablePath());
  return chromium.launch({ executablePath, args: ARGUMENTS, headless: true, timeout: 180_000 });
}
