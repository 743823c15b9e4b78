import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { realSystem } from '../../../cloud/system/realSystem.ts';

/** Generous: a machine ten times slower must pass too. */
export const PATIENCE_MS = 120_000;

/** Waits until something is so; what it saw last is told otherwise. */
export async function until<Seen>(
  what: string,
  look: () => Promise<Seen>,
  isSo: (seen: Seen) => boolean,
): Promise<Seen> {
  const endMs = realSystem.clock.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (realSystem.clock.now() > endMs) throw new Error(`${what}: ${JSON.stringify(seen)}`);
    await realSystem.clock.sleep(50);
  }
}

/** What axe says against a page. */
interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

let axe: Promise<string> | undefined;

/** Read in the page. As text: the types of a page are none of these tests'. */
const VIDEO_STATE = `(() => {
  const video = document.querySelector('video');
  return {
    seconds: video?.currentTime ?? -1,
    frames: video?.getVideoPlaybackQuality().totalVideoFrames ?? -1,
    paused: video?.paused ?? true,
    error: video?.error?.message ?? '',
  };
})()`;

/** Somebody who visits the console with a browser of their own (no cookies, no storage), and notes all that goes wrong. */
export class Visit {
  readonly page: Page;
  /** Errors in the browser's console, failures of scripts, and requests to other addresses. */
  readonly faults: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page, origin: string) {
    this.#context = context;
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.faults.push(`script: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && url.origin !== origin) this.faults.push(`elsewhere: ${url.href}`);
    });
  }

  static async start(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({ baseURL: origin, timezoneId: 'UTC', locale: 'en-GB', ...options });
    return new Visit(context, await context.newPage(), origin);
  }

  /** What axe finds on the page as it is: WCAG 2.2 AA and its best practices. */
  async axe(): Promise<string[]> {
    axe ??= readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
    await this.page.evaluate(await axe);
    const violations = (await this.page.evaluate('axe.run().then(({ violations }) => violations)')) as AxeViolation[];
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  }

  /** Takes a picture of what is seen, where `CONSOLE_PICTURES` names a folder for them: those of docs/images. */
  async photograph(name: string): Promise<void> {
    const folder = process.env.CONSOLE_PICTURES;
    if (folder !== undefined) await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  /** How far the page can be moved sideways, in CSS pixels. */
  sideways(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  /** The video: its time in seconds, the frames it has decoded so far, and what went wrong. */
  video(): Promise<{ seconds: number; frames: number; paused: boolean; error: string }> {
    return this.page.evaluate(VIDEO_STATE);
  }

  /** Waits until the picture moves: time goes on, and frames are decoded. */
  async plays(): Promise<void> {
    const before = await this.video();
    await until(
      'the video plays',
      () => this.video(),
      ({ seconds, frames }) => seconds > 0 && seconds !== before.seconds && frames > Math.max(0, before.frames),
    );
  }

  async end(): Promise<void> {
    await this.#context.close();
  }
}
