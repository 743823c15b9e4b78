import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import type { Browser, Page } from 'playwright-core';
import { realSystem } from '../cloud/system/realSystem.ts';
import { type Frames, framesOf } from './browser/frames.ts';
import { openBrowser } from './browser/openBrowser.ts';
import { fillLedger } from './ledger/fillLedger.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { clientsOf } from './stack/clientsOf.ts';
import { StackProcess } from './stack/StackProcess.ts';

const DAYS = 30;
const STREAMS = 20;
const WALL = 100;
const CLIPS = 5000;
const DAY_MS = 86_400_000;
const CLIP_MS = (DAYS * DAY_MS) / CLIPS;
const ROUNDS = 5;
const SECONDS = 5;
/** What waits in the page is text that it evaluates, which the console's policy forbids. */
const VISIT = { viewport: { width: 1440, height: 900 }, bypassCSP: true } as const;

const nameOf = (index: number): string => `camera-${String(index).padStart(3, '0')}`;

/** Makes streams and enrols them; their ARNs. */
async function enrol(stack: StackProcess, from: number, to: number): Promise<string[]> {
  const { kvs } = clientsOf(stack.url);
  const arns: string[] = [];
  for (let index = from; index < to; index += 1) {
    const made = await kvs.send(new CreateStreamCommand({ StreamName: nameOf(index), DataRetentionInHours: 24 }));
    arns.push(made.StreamARN ?? '');
    await stack.enrol(nameOf(index), {});
  }
  return arns;
}

/** Milliseconds from the wish for a page to what makes it usable, the middle of some rounds, each in a fresh browser profile. */
async function usableMs(browser: Browser, url: string, isUsable: string): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext(VISIT);
    const page = await context.newPage();
    const since = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(isUsable, undefined, { polling: 'raf', timeout: 120_000 });
    rounds.push(performance.now() - since);
    await context.close();
  }
  return median(rounds);
}

/** The pointer holds the timeline and moves it a little in every frame, on and back. */
const SCRUB = `(n) => {
  const canvas = document.querySelector('canvas[role=slider]');
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const clientX = left + width / 2 + Math.sin(n / 20) * width * 0.4;
  canvas.dispatchEvent(new PointerEvent('pointermove',
    { bubbles: true, pointerId: 1, pointerType: 'mouse', clientX, clientY: top + height * 0.6 }));
}`;
/** The wheel zooms from a month to minutes and back. */
const ZOOM = `(n) => {
  const canvas = document.querySelector('canvas[role=slider]');
  const { left, top, width, height } = canvas.getBoundingClientRect();
  canvas.dispatchEvent(new WheelEvent('wheel',
    { bubbles: true, cancelable: true, deltaY: Math.cos(n / 30) > 0 ? -60 : 60, clientX: left + width / 2, clientY: top + height * 0.6 }));
}`;
const SCROLL =
  '(n) => scrollTo(0, (0.5 - Math.cos(n / 60) / 2) * (document.documentElement.scrollHeight - innerHeight))';

const tiles = (count: number): string => `document.querySelectorAll('main li a').length >= ${count}`;
const TIMELINE_KNOWN = `(() => {
  const canvas = document.querySelector('canvas[role=slider]');
  return canvas?.getAttribute('aria-busy') === 'false' && / footage$/.test(canvas.getAttribute('aria-valuetext'));
})()`;

async function scrub(page: Page, url: string): Promise<{ scrubbing: Frames; zooming: Frames }> {
  await page.goto(url);
  await page.waitForFunction(TIMELINE_KNOWN, undefined, { timeout: 120_000 });
  const box = await page.locator('canvas[role=slider]').boundingBox();
  if (box === null) throw new Error('the timeline is not seen');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.6);
  await page.mouse.down();
  const scrubbing = await framesOf(page, SECONDS, SCRUB);
  await page.mouse.up();
  return { scrubbing, zooming: await framesOf(page, SECONDS, ZOOM) };
}

function framesFigure(frames: Frames, empty: Frames) {
  const { framesPerSecond, slowMs, longestMs } = frames;
  return {
    framesPerSecond: rounded(framesPerSecond),
    ratioToEmptyPage: rounded(framesPerSecond / empty.framesPerSecond),
    slowMs: rounded(slowMs),
    longestMs: rounded(longestMs),
  };
}

async function measure(browser: Browser, stack: StackProcess, startMs: number) {
  const context = await browser.newContext(VISIT);
  const page = await context.newPage();
  const empty = await framesOf(page, SECONDS);
  progress(`an empty page: ${rounded(empty.framesPerSecond)} frames a second`);
  const wall = `${stack.url}/console/`;
  const view = `${wall}streams/${nameOf(0)}?at=${startMs + (DAYS / 2) * DAY_MS}&span=${DAYS * DAY_MS}`;
  await usableMs(browser, wall, tiles(STREAMS)); // the console is built, functions are started
  const firstMs = await usableMs(browser, wall, tiles(STREAMS));
  progress(`the wall of ${STREAMS} streams: ${rounded(firstMs)} ms`);
  const viewMs = await usableMs(browser, view, TIMELINE_KNOWN);
  progress(`a stream's 30 days: ${rounded(viewMs)} ms`);
  const { scrubbing, zooming } = await scrub(page, view);
  progress(
    `scrubbing: ${rounded(scrubbing.framesPerSecond)} frames a second, zooming: ${rounded(zooming.framesPerSecond)}`,
  );
  await enrol(stack, STREAMS, WALL);
  const wallMs = await usableMs(browser, wall, tiles(WALL));
  await page.goto(wall);
  await page.waitForFunction(tiles(WALL), undefined, { timeout: 120_000 });
  const scrolling = await framesOf(page, SECONDS, SCROLL);
  await context.close();
  const met = scrubbing.framesPerSecond >= 0.95 * empty.framesPerSecond && firstMs <= 1000;
  return {
    parameters: { streams: STREAMS, clips: STREAMS * CLIPS, days: DAYS, wall: WALL, rounds: ROUNDS, seconds: SECONDS },
    results: {
      [`wall of ${STREAMS} streams, usable`]: { ms: rounded(firstMs) },
      'a stream over 30 days, usable': { ms: rounded(viewMs) },
      'scrubbing 30 days': framesFigure(scrubbing, empty),
      'zooming from a month to minutes': framesFigure(zooming, empty),
      [`wall of ${WALL} streams, usable`]: { ms: rounded(wallMs) },
      [`wall of ${WALL} streams, scrolling`]: framesFigure(scrolling, empty),
    },
    baseline: {
      name: 'an empty page in the same browser, which does nothing in its frames',
      ...framesFigure(empty, empty),
    },
    ratio: {
      'frames while scrubbing to frames of an empty page': rounded(scrubbing.framesPerSecond / empty.framesPerSecond),
    },
    bound: 'the processor: without a graphics card Chromium draws on the cores that the stack works on',
    target: { text: 'the frame rate of the screen while scrubbing 30 days; the first view within 1 s', met },
  };
}

await runBenchmark('console', async () => {
  const startMs = Math.floor(realSystem.clock.now() / CLIP_MS) * CLIP_MS - DAYS * DAY_MS;
  const browser = await openBrowser();
  try {
    return await StackProcess.withFilled(
      async (stack) => ({
        streamArns: await enrol(stack, 0, STREAMS),
        table: stack.outputs.LedgerTableName ?? '',
      }),
      (dataDir, { streamArns, table }) =>
        fillLedger(
          dataDir,
          { table, streamArns, clipsPerStream: CLIPS, clipMs: CLIP_MS, startMs, fragmentsPerClip: 150 },
          (rows) => progress(`${rows} rows`),
        ),
      (stack) => measure(browser, stack, startMs),
    );
  } finally {
    await browser.close();
  }
});
