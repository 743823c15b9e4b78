import {
  AIM_DOLLARS,
  ARCHIVING,
  aimedAtDollars,
  archivingDollars,
  type BilledService,
  byService,
  type CostLine,
  type Fleet,
} from '../../../core/cost/cameraMonth.ts';
import { MEASURED } from '../../../core/cost/measured.ts';
import { packagedMinute, USUAL_FILM } from '../../../core/cost/packagedMinute.ts';
import { PRICES, PRICES_DATE, PRICES_REGION, type PriceName } from '../../../core/cost/prices.ts';
import { clipsOfWindow } from '../../../core/cost/quantities.ts';
import { thousandImages, USUAL_IMAGES } from '../../../core/cost/thousandImages.ts';
import { plural } from '../../terminal/plural.ts';

const HEADING = ['US$ A CAMERA-MONTH', 'KVS-ARCHIVER', 'COMMON WAY'];
const FOOTAGE: readonly BilledService[] = ['KVS ingest', 'KVS reads', 'KVS storage', 'S3 storage'];
const SUM = 'archiving';

/** What a camera-month costs, in words and columns. */
export function costText(fleet: Fleet, ours: readonly CostLine[], common: readonly CostLine[]): string[] {
  const { streams, mbps, fragmentSeconds, windowSeconds, fragments, source } = fleet;
  const clips = clipsOfWindow(fleet).length;
  const files = fragments === 'all' ? 'clips and bundles' : 'clips only';
  const read = source === 'fragments' ? 'read once, by number' : 'clips by GetClip';
  const [mine, theirs] = [byService(ours, streams), byService(common, streams)];
  const rows = (services: readonly BilledService[]) =>
    services.map((service) => [service, dollars(mine.get(service)), dollars(theirs.get(service))]);
  const sums = [archivingDollars(ours, streams), archivingDollars(common, streams)];
  const rule = ['', '------------', '----------'];
  const stack = ours.filter(({ of }) => of === 'stack').reduce((sum, line) => sum + line.dollars, 0);
  return [
    `${plural(streams, 'camera')}, ${mbps} Mbit/s, fragments of ${fragmentSeconds} s, windows of ${windowSeconds} s ` +
      `(${plural(clips, 'clip')} each), ${files}, ${read}`,
    '',
    ...columns([HEADING, ...rows(ARCHIVING), rule, [SUM, ...sums.map(dollars)], [], ...rows(FOOTAGE)]),
    '',
    aimText(ours, streams),
    `US$ ${stack.toFixed(2)} a month of it belong to the stack, whatever its cameras: ${(stack / streams).toFixed(4)} a camera here.`,
    'The common way: each window one Standard execution of one Lambda, ' +
      (fragments === 'all' ? 'and an object for each fragment; ' : '') +
      'it checks and records nothing.',
    '',
    imagesText(),
    packagesText(),
    '',
    `Prices of ${PRICES_REGION}, ${PRICES_DATE}, on demand. Not verified at AWS: ${unverified([...ours, ...thousandImages(USUAL_IMAGES), ...packagedMinute(USUAL_FILM)]).join(', ')}.`,
    `Calls of a run measured on ${MEASURED.measuredAt.slice(0, 10)} (${MEASURED.conditions}; ${MEASURED.machine}).`,
    'Not counted: alarms, dashboard, custom metrics, X-Ray traces, the HTTP API, S3 lifecycle, retries after throttling.',
  ];
}

function aimText(lines: readonly CostLine[], streams: number): string {
  const sum = aimedAtDollars(lines, streams);
  const text = `Orchestration, compute, requests and ledger: US$ ${sum.toFixed(2)}`;
  if (sum <= AIM_DOLLARS) return `${text}, within the aim of ${aim}.`;
  const largest = ARCHIVING.map((service) => ({ service, dollars: byService(lines, streams).get(service) ?? 0 }))
    .sort((a, b) => b.dollars - a.dollars)
    .slice(0, 2)
    .map((each) => `${each.service} (${each.dollars.toFixed(2)})`);
  return `${text}, over the aim of ${aim}: most of it ${largest.join(' and ')}.`;
}

/** Images are no part of a camera-month: how many there are depends on what happens. */
function imagesText(): string {
  const lines = thousandImages(USUAL_IMAGES);
  const sumOf = (isCounted: (service: BilledService) => boolean): string =>
    lines
      .filter(({ service }) => isCounted(service))
      .reduce((sum, each) => sum + each.dollars, 0)
      .toFixed(2);
  const { labels, eventShare } = USUAL_IMAGES;
  return (
    `A thousand images, ${plural(labels, 'label')} each, ${eventShare * 100}% in events: US$ ${sumOf(() => true)}, ` +
    `US$ ${sumOf((service) => service === 'Rekognition')} of it Rekognition; what KVS asks for taking them comes on top.`
  );
}

/** A minute of a package, without what keeping it costs; and the same by copying. */
function packagesText(): string {
  const minute = (method: 'copy' | 'transcode', pictures = false): string => {
    const made = packagedMinute({ ...USUAL_FILM, method, pictures }).filter(({ service }) => service !== 'S3 storage');
    return (made.reduce((sum, each) => sum + each.dollars, 0) / USUAL_FILM.minutes).toFixed(4);
  };
  return (
    `A minute of a package in 1080p: US$ ${minute('transcode')} transcoded, US$ ${minute('copy')} copied, ${minute('copy', true)} ` +
    'copied with pictures; ' +
    'keeping it and what viewers fetch come on top.'
  );
}

const aim = AIM_DOLLARS.toFixed(2);

const dollars = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(4));

function unverified(lines: readonly Pick<CostLine, 'price'>[]): PriceName[] {
  const used = new Set(lines.map(({ price }) => price));
  return [...used].filter((name) => !PRICES[name].verified);
}

/** The first column to the left, figures to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = [width(0), width(1), width(2)];
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2)))
      .join('')
      .trimEnd(),
  );
}
