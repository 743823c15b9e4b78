import { formatTime } from '../../core/time/formatTime.ts';
import { FINDINGS, type StreamTimeline } from './StreamTimeline.ts';

const DAY_MS = 86_400_000;
/** Cells of a day by what fits: 15, 20, 30 or 60 minutes each. */
const CELLS = [96, 72, 48, 24] as const;
/** `2026-11-21  ` before the bar, `  100.0 %  12 s failed` after it. */
const BESIDE = 24;
const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const GREEN = 32;
const RED = 31;
const CYAN = 36;
const GREY = 90;

interface Look {
  readonly glyph: string;
  readonly colour: number;
}

const LOOKS: Readonly<Record<string, Look>> = {
  failed: { glyph: '✗', colour: RED },
  expired: { glyph: '!', colour: RED },
  'unsupported-media': { glyph: '?', colour: RED },
  pending: { glyph: '…', colour: CYAN },
  erased: { glyph: '⌫', colour: GREY },
  retired: { glyph: '◌', colour: GREY },
  'not-recorded': { glyph: '·', colour: GREY },
};
const NOTHING: Look = { glyph: ' ', colour: 0 };

export interface BarOptions {
  /** Columns that there are. */
  readonly width: number;
  readonly colours: boolean;
}

/**
 * A line a day (UTC): how much of each quarter of an hour (or half, or hour, by width) is archived, as the height of a
 * bar; what is missing by the sign of its reason. A loss is shown however short it is. Per cent are of what can be told.
 */
export function dayBars(timeline: StreamTimeline, options: BarOptions): string[] {
  const cells = CELLS.find((count) => count + BESIDE <= options.width) ?? 24;
  const cellMs = DAY_MS / cells;
  const lines = [`${' '.repeat(12)}${hours(cells)}`];
  for (let day = Math.floor(timeline.from / DAY_MS) * DAY_MS; day < timeline.to; day += DAY_MS) {
    const looks = Array.from({ length: cells }, (_, index) => lookOf(timeline, day + index * cellMs, cellMs));
    const bar = looks.map((look) => paint(look, options.colours)).join('');
    lines.push(`${formatTime(day).slice(0, 10)}  ${bar}  ${share(timeline, day)}`.trimEnd());
  }
  return [...lines, ...legend(timeline, options.colours)];
}

/** `0     6     12    18` over the cells. */
function hours(cells: number): string {
  const each = cells / 24;
  const every = each >= 2 ? 3 : 6;
  let line = '';
  for (let hour = 0; hour < 24; hour += every) line += String(hour).padEnd(every * each);
  return line.trimEnd();
}

function lookOf(timeline: StreamTimeline, startMs: number, cellMs: number): Look {
  const endMs = startMs + cellMs;
  const gaps = timeline.gaps.filter((gap) => gap.startMs < endMs && gap.endMs > startMs);
  const loss = gaps.find(({ reason }) => FINDINGS.includes(reason));
  if (loss !== undefined) return LOOKS[loss.reason] ?? NOTHING;
  const archived = overlap(timeline.clips, startMs, endMs) / cellMs;
  if (archived > 0) {
    const height = Math.min(HEIGHTS.length, Math.ceil(archived * HEIGHTS.length));
    return { glyph: HEIGHTS[height - 1] ?? '█', colour: GREEN };
  }
  const longest = [...gaps].sort((a, b) => overlap([b], startMs, endMs) - overlap([a], startMs, endMs))[0];
  return longest === undefined ? NOTHING : (LOOKS[longest.reason] ?? NOTHING);
}

/** How much of [startMs, endMs) the spans cover, in milliseconds; spans come in order of their start and may overlap. */
function overlap(
  spans: readonly { readonly startMs: number; readonly endMs: number }[],
  startMs: number,
  endMs: number,
): number {
  let sum = 0;
  let at = startMs;
  for (const span of spans) {
    const start = Math.max(at, span.startMs);
    const end = Math.min(endMs, span.endMs);
    if (end > start) {
      sum += end - start;
      at = end;
    }
  }
  return sum;
}

function share(timeline: StreamTimeline, day: number): string {
  const startMs = Math.max(day, timeline.from);
  const endMs = Math.min(day + DAY_MS, timeline.to);
  const told = endMs - startMs - overlap(timeline.unclaimed, startMs, endMs);
  if (told <= 0) return '';
  // Never rounded up to all, nor down to nothing.
  const part = (overlap(timeline.clips, startMs, endMs) / told) * 100;
  const shown = part > 99.9 && part < 100 ? Math.floor(part * 10) / 10 : part;
  return `${Math.min(100, shown).toFixed(1).padStart(5)} %`;
}

function paint({ glyph, colour }: Look, colours: boolean): string {
  return colours && colour !== 0 ? `\x1b[${colour}m${glyph}\x1b[0m` : glyph;
}

/** The signs that occur, in words. */
function legend(timeline: StreamTimeline, colours: boolean): string[] {
  const reasons = Object.keys(LOOKS).filter((reason) => timeline.gaps.some((gap) => gap.reason === reason));
  const signs = [
    `${paint({ glyph: '█', colour: GREEN }, colours)} archived`,
    ...reasons.map((reason) => `${paint(LOOKS[reason] ?? NOTHING, colours)} ${reason}`),
  ];
  return [`${' '.repeat(12)}${signs.join('  ')}`];
}
