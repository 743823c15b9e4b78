import type { Browser } from 'playwright-core';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { type Camera, startCamera } from '../../device/startCamera.ts';
import { readPackets } from '../core/exports/readPackets.ts';
import { openBrowser } from './harness/browser.ts';
import { breakThings, mendThings } from './harness/faults.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive, runMachine } from './harness/runMachine.ts';
import { PATIENCE_MS, until, Visit } from './harness/Visit.ts';

const SECOND = 1000;
/** Two stretches that are archived, one between them that an outage took, and a minute in which nothing was recorded. */
const FIRST = { fromS: 0, toS: 40 };
const LOST = { fromS: 40, toS: 60 };
const LAST = { fromS: 120, toS: 140 };
const KVS = 'kinesis-video-archived-media';

let installation: Installation;
let browser: Browser;
let visit: Visit;
/** Producer time at which the footage begins: an hour ago, on a full minute. */
let start: number;
/** A camera of its own, that sends all the while. */
const off = new AbortController();
let camera: Camera;
const at = (seconds: number): number => start + seconds * SECOND;

async function record({ fromS, toS }: { fromS: number; toS: number }): Promise<void> {
  const part = footage({ fixture: 'h264-aac.mkv', startMs: at(fromS), count: toS - fromS, label: String(fromS) });
  await push(installation, 'front.door', part);
}

const openCamera = (streamName: string, signal: AbortSignal): Promise<Camera> =>
  startCamera({
    kind: 'test',
    testCamera: { framesPerSecond: 5 },
    streamName,
    endpoint: installation.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
    system: realSystem,
    signal,
  });

beforeAll(async () => {
  installation = await Installation.start();
  start = Math.floor((realSystem.clock.now() - 3_600_000) / 60_000) * 60_000;
  for (const stream of ['lab', 'yard', 'garage']) await enrol(installation, stream, {});
  camera = await openCamera('lab', off.signal);
  // Two that have sent a little, just now.
  for (const stream of ['yard', 'garage']) {
    const startMs = realSystem.clock.now() - 10 * SECOND;
    await push(installation, stream, footage({ fixture: 'h264-aac.mkv', startMs, count: 5, label: stream }));
  }
  await enrol(installation, 'front.door', { tries: 1 });
  await record(FIRST);
  await archive(installation, { stream: 'front.door' });
  await record(LAST);
  await archive(installation, { stream: 'front.door' });
  await record(LOST);
  await breakThings(installation, [
    { service: KVS, operation: 'GetClip', kind: 'error', probability: 1 },
    { service: KVS, operation: 'GetMediaForFragmentList', kind: 'error', probability: 1 },
  ]);
  expect(await runMachine(installation, { stream: 'front.door' })).toMatchObject({ error: 'FragmentsLost' });
  await mendThings(installation);
  browser = await openBrowser();
  visit = await Visit.start(browser, installation.url, { viewport: { width: 1440, height: 900 } });
}, 600_000);

afterAll(async () => {
  await visit?.end();
  off.abort();
  await camera?.done;
  await browser?.close();
  await installation.remove();
  expect([installation.failures, visit?.faults]).toEqual([[], []]);
}, 900_000);

const PATH = '/console/streams/front.door';
/** What a screen reader says of the timeline: the moment, and what is there. */
const said = (): Promise<string | null> =>
  visit.page.getByRole('slider', { name: 'Timeline' }).getAttribute('aria-valuetext');
const playhead = async (): Promise<number> =>
  Number(await visit.page.getByRole('slider', { name: 'Timeline' }).getAttribute('aria-valuenow'));

/** The moment that the address names; 0 where it names none. */
const addressed = async (): Promise<number> => Number(new URL(visit.page.url()).searchParams.get('at'));

/** Opens the view at a moment, two and a half minutes across. */
async function open(query: string): Promise<void> {
  await visit.page.goto(`${PATH}?${query}&span=160000`);
  await visit.page.getByRole('slider', { name: 'Timeline' }).waitFor();
}

/** Clicks the timeline at a moment, of which the middle is known. */
async function click(ms: number, middleMs: number): Promise<void> {
  const canvas = visit.page.getByRole('slider', { name: 'Timeline' });
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the timeline is not seen');
  const x = box.width / 2 + ((ms - middleMs) / 160_000) * box.width;
  await canvas.click({ position: { x, y: box.height * 0.6 } });
}

test('the wall shows the stream, and leads to it', async () => {
  await visit.page.goto('/');
  await visit.page.getByRole('link', { name: 'front.door' }).click();
  await visit.page.getByRole('heading', { name: 'front.door' }).waitFor();
  expect(new URL(visit.page.url()).pathname).toBe(PATH);
}, 300_000);

test('an address says the moment: the archive plays from there', async () => {
  await open(`at=${at(10)}`);
  await visit.plays();
  const ms = await until('the playhead moves', playhead, (seen) => seen > at(10));
  expect(ms).toBeLessThan(at(40));
  expect(await said()).toMatch(/, footage$/);
}, 300_000);

test('a click on the timeline is a wish to see that moment', async () => {
  await open(`at=${at(20)}`);
  await visit.plays();
  await visit.page.keyboard.press('k');
  await until(
    'it is paused',
    () => visit.video(),
    ({ paused }) => paused,
  );
  await click(at(5), at(20));
  await until('the playhead is there', playhead, (seen) => Math.abs(seen - at(5)) <= 1500);
  await until('the address says so', addressed, (seen) => Math.abs(seen - at(5)) <= 1500);
}, 300_000);

test('a gap says why, and the footage behind it plays', async () => {
  await open(`at=${at(20)}`);
  await until('the timeline is known', said, (text) => /, footage$/.test(text ?? ''));
  await click(at(50), at(20));
  await visit.page.getByRole('status').filter({ hasText: 'every try failed' }).waitFor();
  await until('it jumps on', playhead, (seen) => seen >= at(LAST.fromS));
  await visit.plays();
}, 300_000);

test('a gap that is selected is backfilled, and fills', async () => {
  await open(`at=${at(50)}&select=${at(LOST.fromS) - 1}-${at(LOST.toS) + 1}`);
  await until('the gap is known', said, (text) => /every try failed$/.test(text ?? ''));
  await visit.page.getByRole('button', { name: 'Backfill' }).click();
  await visit.page.getByText('Done.').waitFor();
  const isFilled = (ms: number) => ms >= at(LOST.fromS) && ms < at(LOST.toS);
  // What plays was listed before the backfill: a wish for what is filled brings another playlist.
  await until('the view plays on behind it', playhead, (ms) => ms >= at(LAST.fromS));
  await visit.page.keyboard.press('k');
  await until('it is paused', visit.video.bind(visit), ({ paused }) => paused);
  // The timeline has followed the playhead, which stands at nine tenths of its width.
  await click(at(42), (await playhead()) - 64 * SECOND);
  await until('what was filled plays in the same view', playhead, isFilled);
  await open(`at=${at(45)}`);
  await until('the gap is filled', said, (text) => /, footage$/.test(text ?? ''));
  await visit.plays();
  expect(isFilled(await playhead())).toBe(true);
}, 300_000);

test('a selection is exported: the file is an MP4 of that span', async () => {
  await open(`at=${at(10)}&select=${at(10)}-${at(20)}`);
  await visit.page.getByRole('button', { name: 'Export' }).click();
  const href = await visit.page.getByRole('link', { name: /\.mp4$/ }).getAttribute('href');
  const response = await fetch(new URL(href ?? '', installation.url));
  const [pictures = []] = await readPackets(new Uint8Array(await response.arrayBuffer()));
  const lastMs = pictures.at(-1)?.timeMs ?? 0;
  expect(lastMs).toBeGreaterThan(9 * SECOND);
  expect(lastMs).toBeLessThan(12 * SECOND);
}, 300_000);

test('a link that is shared opens without a login', async () => {
  await open(`at=${at(10)}&select=${at(10)}-${at(20)}`);
  await visit.page.getByRole('button', { name: 'Share' }).click();
  const url = await visit.page.getByLabel('Link to share').inputValue();
  const guest = await Visit.start(browser, installation.url);
  const answer = await guest.page.request.get(url);
  expect([answer.status(), (await answer.text()).slice(0, 7)]).toEqual([200, '#EXTM3U']);
  await guest.end();
}, 300_000);

test('a selection is packaged, plays where packages are, and goes out by a link', async () => {
  await open(`at=${at(10)}&select=${at(10)}-${at(20)}`);
  await visit.page.getByRole('button', { name: 'Package' }).click();
  await visit.page.getByRole('link', { name: 'see it' }).click();
  const play = visit.page.getByRole('button', { name: 'Play', exact: true });
  await play.waitFor({ timeout: PATIENCE_MS });
  await play.click();
  await visit.page.locator('video').waitFor();
  await visit.page.evaluate("void document.querySelector('video').play()");
  await visit.plays();
  await visit.photograph('package');
  expect([await visit.axe(), await visit.sideways()]).toEqual([[], 0]);
  await visit.page.keyboard.press('Escape');
  await visit.page.getByRole('button', { name: 'Share', exact: true }).click();
  await visit.page.getByRole('button', { name: 'Make a link' }).click();
  const url = await visit.page.getByRole('textbox', { name: 'Link for people' }).inputValue();
  const guest = await Visit.start(browser, installation.url);
  const answer = await guest.page.request.get(url);
  expect([answer.status(), (await answer.text()).slice(0, 7)]).toEqual([200, '#EXTM3U']);
  await guest.end();
}, 300_000);

test('all of it goes by keyboard', async () => {
  await open(`at=${at(10)}`);
  await visit.plays();
  const { keyboard } = visit.page;
  const paused = (is: boolean) =>
    until(
      `paused: ${is}`,
      () => visit.video(),
      (seen) => seen.paused === is,
    );
  await keyboard.press('Space');
  await paused(true);
  const { seconds } = await visit.video();
  await keyboard.press('.');
  const next = await until(
    'a frame on',
    () => visit.video(),
    (seen) => seen.seconds > seconds,
  );
  await keyboard.press(',');
  await until(
    'a frame back',
    () => visit.video(),
    (seen) => seen.seconds < next.seconds,
  );
  const before = await playhead();
  await keyboard.press('ArrowRight');
  const on = await until('five seconds on', playhead, (seen) => seen >= before + 4 * SECOND);
  await keyboard.press('ArrowLeft');
  await until('five seconds back', playhead, (seen) => seen <= on - 4 * SECOND);
  await visit.page.getByRole('slider', { name: 'Timeline' }).focus();
  await keyboard.press('[');
  await keyboard.press('Shift+ArrowRight');
  await keyboard.press(']');
  await visit.page.getByRole('button', { name: 'Export' }).waitFor();
  await until(
    'the address says the selection',
    async () => visit.page.url(),
    (url) => /select=\d+-\d+/.test(url),
  );
}, 300_000);

test('the calendar leads to the first footage of a day', async () => {
  await open(`at=${at(30)}`);
  await visit.plays();
  const { keyboard } = visit.page;
  await visit.page.getByRole('button', { name: 'Calendar' }).focus();
  await keyboard.press('Enter');
  await visit.page
    .getByRole('button', { name: /, footage/ })
    .first()
    .waitFor();
  await visit.photograph('console-calendar');
  expect(await visit.axe()).toEqual([]);
  const focused = (): Promise<string> => visit.page.evaluate('document.activeElement.getAttribute("aria-label")');
  expect(await focused()).toMatch(/, footage/);
  await keyboard.press('PageUp');
  await until('the focus is in the month before', focused, (label) => /, no footage$/.test(label));
  await keyboard.press('PageDown');
  await until('the focus is back', focused, (label) => /, footage/.test(label));
  await keyboard.press('Enter');
  const first = Math.max(at(FIRST.fromS), Math.floor(at(30) / 86_400_000) * 86_400_000);
  await until('its first footage plays', playhead, (ms) => ms >= first - SECOND && ms < first + 25 * SECOND);
}, 300_000);

test('under the pointer is a picture of the moment, or why there is none', async () => {
  await open(`at=${at(20)}`);
  await until('the timeline is known', said, (text) => /, footage$/.test(text ?? ''));
  const canvas = visit.page.getByRole('slider', { name: 'Timeline' });
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the timeline is not seen');
  const hover = (ms: number) =>
    canvas.hover({ position: { x: box.width / 2 + ((ms - at(20)) / 160_000) * box.width, y: box.height * 0.6 } });
  await hover(at(90));
  await visit.page.locator('figcaption', { hasText: 'nothing was recorded' }).waitFor();
  await hover(at(32));
  await until(
    'a picture is seen',
    () => visit.page.evaluate('document.querySelector("figure img")?.naturalWidth ?? 0'),
    (width) => Number(width) > 0,
  );
}, 300_000);

test.each([
  { name: 'console-stream', width: 1440, height: 900, colorScheme: 'dark' },
  { name: 'console-stream-light', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'console-phone', width: 360, height: 740, colorScheme: 'dark' },
] as const)(
  '$name: axe finds nothing, and nothing goes beyond the edges',
  async ({ name, width, height, colorScheme }) => {
    await visit.page.setViewportSize({ width, height });
    await visit.page.emulateMedia({ colorScheme });
    await open(`at=${at(30)}&select=${at(10)}-${at(20)}`);
    await visit.plays();
    await until('the timeline is known', said, (text) => /, footage$/.test(text ?? ''));
    await visit.photograph(name);
    expect([await visit.axe(), await visit.sideways()]).toEqual([[], 0]);
  },
  300_000,
);

test('live; back from it is the archive, which becomes live without another playlist', async () => {
  const asked: string[] = [];
  visit.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const sources = () => new Set(asked.filter((path) => /\/(session|archive\.m3u8)$/.test(path))).size;
  const live = (): Promise<string | null> =>
    visit.page.getByRole('button', { name: 'Live', exact: true }).getAttribute('aria-pressed');
  await visit.page.setViewportSize({ width: 1440, height: 900 });
  await visit.page.emulateMedia({ colorScheme: 'dark' });
  await visit.page.goto('/console/streams/lab');
  await visit.plays();
  expect(await live()).toBe('true');
  expect(realSystem.clock.now() - (await playhead())).toBeLessThan(60 * SECOND);

  for (let times = 0; times < 4; times += 1) await visit.page.keyboard.press('j');
  await until('it is the archive', live, (pressed) => pressed === 'false');
  await visit.plays();
  await until('the address says where', addressed, (ms) => ms > 0);
  expect(sources()).toBe(2);
  await visit.page.getByLabel('Speed').selectOption('4');
  await until('it has caught up', live, (pressed) => pressed === 'true');
  await until(
    'it goes as fast as the camera',
    async () => visit.page.getByLabel('Speed').inputValue(),
    (speed) => speed === '1',
  );
  await visit.plays();
  await until('the address is that of what is live', addressed, (ms) => ms === 0);
  expect(sources()).toBe(2);

  await visit.page.keyboard.press('j');
  await visit.page.keyboard.press('ArrowLeft');
  await visit.page.keyboard.press('n');
  await until('it is live', live, (pressed) => pressed === 'true');
  await visit.plays();
}, 300_000);

test('the wall of several streams shows what each sent last; axe finds nothing, and nothing goes beyond the edges', async () => {
  // What was sent a moment ago is left to the next run.
  const newest = async (stream: string) => {
    await archive(installation, { stream });
    const response = await fetch(`${installation.url}/v1/streams/${stream}`);
    const { state } = (await response.json()) as { state?: { newestFragmentMs?: number } };
    return state?.newestFragmentMs;
  };
  for (const stream of ['yard', 'garage']) {
    await until(
      `footage of ${stream} is archived`,
      () => newest(stream),
      (ms) => ms !== undefined,
    );
  }
  await visit.page.setViewportSize({ width: 1440, height: 900 });
  await visit.page.goto('/');
  const tiles = () => visit.page.locator('main li a').count();
  await until('the tiles are there', tiles, (count) => count >= 4);
  // Nobody makes images of these: they are frames of the archive. Of the other two nothing was sent lately.
  const pictures = () => visit.page.locator('main li img').count();
  await until('the pictures are there', pictures, (count) => count >= 2);
  await visit.page.getByText('No picture').first().waitFor();
  await visit.photograph('console-wall');
  expect([await visit.axe(), await visit.sideways()]).toEqual([[], 0]);
}, 300_000);

test('a red run is drawn: what failed, which promise it touched, and the way to put it right', async () => {
  await visit.page.setViewportSize({ width: 1440, height: 900 });
  await visit.page.goto('/console/runs?status=FAILED&machine=archive');
  await visit.page.getByText('Costs this month so far').click();
  await visit.page.getByText('What is not in it').waitFor();
  expect([await visit.axe(), await visit.sideways()]).toEqual([[], 0]);

  await visit.page.getByRole('list', { name: 'Runs' }).getByRole('link').first().click();
  await visit.page.getByText('Every fragment is in one place').waitFor();
  await visit.page.getByText('npx kvs-archiver backfill --stream front.door').waitFor();
  await visit.page.getByRole('link', { name: /^LongRecordGap, task: succeeded/ }).waitFor();
  const failed = visit.page.getByRole('link', { name: 'LongSomethingWasLost, failure: failed, entered once' });
  await failed.focus();
  await visit.page.keyboard.press('Enter');
  await visit.page.getByRole('heading', { name: 'LongSomethingWasLost' }).waitFor();
  await visit.page.getByText('The machine in words').click();
  await visit.photograph('console-run');
  expect([await visit.axe(), await visit.sideways()]).toEqual([[], 0]);
  await visit.page.setViewportSize({ width: 360, height: 740 });
  expect([await visit.axe(), await visit.sideways()]).toEqual([[], 0]);
}, 300_000);

test('a run that can be redriven is redriven by a button', async () => {
  expect(await runMachine(installation, { nonsense: true })).toMatchObject({ status: 'FAILED', error: 'InvalidInput' });
  await visit.page.goto('/console/runs?status=FAILED');
  await visit.page.getByRole('list', { name: 'Runs' }).getByRole('link').first().click();
  await visit.page.getByRole('button', { name: 'Redrive' }).click();
  await visit.page.getByText('redriven once').waitFor();
  await visit.page.getByRole('link', { name: /^PrepareRun, task: failed/ }).waitFor();
}, 300_000);
