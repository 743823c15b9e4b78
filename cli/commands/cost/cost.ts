import { Command, InvalidArgumentError, Option } from 'commander';
import {
  AIM_DOLLARS,
  aimedAtDollars,
  archivingDollars,
  byService,
  type CostLine,
  cameraMonth,
  type Fleet,
} from '../../../core/cost/cameraMonth.ts';
import { commonWayMonth } from '../../../core/cost/commonWay.ts';
import { MEASURED } from '../../../core/cost/measured.ts';
import { packagedMinute, USUAL_FILM } from '../../../core/cost/packagedMinute.ts';
import { PRICES, PRICES_DATE, PRICES_REGION } from '../../../core/cost/prices.ts';
import { thousandImages, USUAL_IMAGES } from '../../../core/cost/thousandImages.ts';
import type { Context } from '../../Context.ts';
import { EXIT } from '../../exitCode.ts';
import { wholeNumber } from '../../options/numberOption.ts';
import { printJson } from '../../options/printJson.ts';
import type { RunAction } from '../../program.ts';
import { costText } from './costText.ts';

interface CostOptions extends Omit<Fleet, 'retentionHours'> {
  readonly retention: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  $ kvs-archiver cost --streams 100 --mbps 2 --fragment-seconds 2 --window 300
  $ kvs-archiver cost --streams 100 --fragments none --json

Prices are on-demand, of ${PRICES_REGION}, as of ${PRICES_DATE}; free tiers and discounts are left out.`;

/** `kvs-archiver cost`: a camera-month in dollars, from a price table and the calls of a measured run. */
export function costCommand(context: Context, run: RunAction): Command {
  return new Command('cost')
    .description('what a camera costs a month, by service, beside the common way')
    .addOption(
      new Option('--streams <count>', 'cameras of the stack').default(100).argParser(wholeNumber(1, 1_000_000)),
    )
    .addOption(new Option('--mbps <rate>', 'megabits a second of one camera').default(2).argParser(between(0.01, 100)))
    .addOption(new Option('--fragment-seconds <length>', 'length of a fragment').default(2).argParser(between(0.5, 20)))
    .addOption(
      new Option('--window <seconds>', 'footage that one pass archives')
        .default(300)
        .argParser(wholeNumber(10, 86_400)),
    )
    .addOption(
      new Option('--fragments <which>', 'bundles beside the clips').choices(['all', 'none'] as const).default('all'),
    )
    .addOption(
      new Option('--source <how>', 'clips from GetClip, or from the fragments: one read makes both files')
        .choices(['clip', 'fragments'] as const)
        .default('clip'),
    )
    .addOption(
      new Option('--retention <hours>', 'that Kinesis Video Streams keeps the footage')
        .default(24)
        .argParser(wholeNumber(1, 87_600)),
    )
    .option('--json', 'JSON on stdout and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(
      run(async ({ window, retention, json, ...options }: CostOptions & { readonly window: number }) => {
        const fleet: Fleet = { ...options, windowSeconds: window, retentionHours: retention };
        const ours = cameraMonth(MEASURED, fleet);
        const common = commonWayMonth(MEASURED, fleet);
        if (json === true) printJson(context.stdout, costJson(fleet, ours, common));
        else context.stdout.write(`${costText(fleet, ours, common).join('\n')}\n`);
        return EXIT.ok;
      }),
    );
}

function between(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
  };
}

function costJson(fleet: Fleet, ours: readonly CostLine[], common: readonly CostLine[]): unknown {
  const way = (lines: readonly CostLine[]) => ({
    archiving: archivingDollars(lines, fleet.streams),
    aimedAt: aimedAtDollars(lines, fleet.streams),
    byService: Object.fromEntries(byService(lines, fleet.streams)),
    lines,
  });
  return {
    fleet,
    currency: 'USD',
    aim: AIM_DOLLARS,
    cameraMonth: way(ours),
    commonWay: way(common),
    packagedFilm: { film: USUAL_FILM, lines: packagedMinute(USUAL_FILM) },
    thousandImages: { images: USUAL_IMAGES, lines: thousandImages(USUAL_IMAGES) },
    prices: { date: PRICES_DATE, region: PRICES_REGION, table: PRICES },
    measurement: { measuredAt: MEASURED.measuredAt, machine: MEASURED.machine, conditions: MEASURED.conditions },
  };
}
