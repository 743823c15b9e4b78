import { type Footage, firstEndingAfter, type Span } from '../model/Footage.ts';
import type { Tick } from '../model/ticks.ts';
import { ticksOf, type ZoneOffset } from '../model/ticks.ts';
import { type Viewport, xOf } from '../model/Viewport.ts';
import type { TimelineState } from '../TimelineStore.ts';
import { gapPattern } from './gapPattern.ts';
import type { Palette } from './Palette.ts';

/** Heights in CSS pixels, from the top. */
export const RULER = 26;
const LANE_TOP = RULER + 4;
const LANE_HEIGHT = 34;
const MARKS_TOP = LANE_TOP + LANE_HEIGHT + 6;
const MARK_SIZE = 8;
const SEGMENTS_TOP = MARKS_TOP + MARK_SIZE + 6;
const SEGMENT_HEIGHT = 5;
export const HEIGHT = SEGMENTS_TOP + SEGMENT_HEIGHT + 8;
const LABELS_APART = 84;

export interface PainterOptions {
  readonly palette: Palette;
  readonly offsetAt: ZoneOffset;
  readonly label: (tick: Tick) => string;
}

/** Draws a timeline. What it shows is sought by halving, so that a frame costs what is seen and not what there is. */
export class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #patterns = new Map<string, CanvasPattern | string>();
  #options: PainterOptions;
  #ratio = 1;

  constructor(context: CanvasRenderingContext2D, options: PainterOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Another theme or language; takes effect with the next frame. */
  use(options: PainterOptions): void {
    this.#options = options;
    this.#patterns.clear();
  }

  /** Fits the canvas to its place on the screen. */
  resize(width: number, ratio: number): void {
    const { canvas } = this.#context;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(HEIGHT * ratio);
    if (ratio !== this.#ratio) this.#patterns.clear();
    this.#ratio = ratio;
  }

  paint(state: TimelineState, footage: Footage): void {
    const { viewport } = state;
    const { palette } = this.#options;
    const pen = this.#context;
    pen.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    pen.fillStyle = palette.background;
    pen.fillRect(0, 0, viewport.width, HEIGHT);
    pen.fillStyle = palette.gap['not-recorded'] ?? palette.line;
    pen.fillRect(0, LANE_TOP, viewport.width, LANE_HEIGHT);
    this.#gaps(footage, viewport);
    pen.fillStyle = palette.footage;
    this.#bars(footage.clips, viewport, LANE_TOP, LANE_HEIGHT);
    pen.fillStyle = palette.segment;
    this.#bars(footage.segments, viewport, SEGMENTS_TOP, SEGMENT_HEIGHT);
    this.#marks(footage, viewport);
    this.#ruler(viewport);
    this.#selection(state);
    this.#line(xOf(viewport, state.playheadMs), palette.playhead, 2, viewport.width);
    if (state.hoverMs !== undefined) this.#line(xOf(viewport, state.hoverMs), palette.accent, 1, viewport.width);
  }

  #gaps({ gaps, unclaimed }: Footage, viewport: Viewport): void {
    this.#context.fillStyle = this.#pattern('pending');
    this.#bars(unclaimed, viewport, LANE_TOP + LANE_HEIGHT / 3, LANE_HEIGHT / 3);
    for (let at = firstEndingAfter(gaps, viewport.fromMs); at < gaps.length; at += 1) {
      const gap = gaps[at];
      if (gap === undefined || gap.startMs >= viewport.toMs) return;
      this.#context.fillStyle = this.#pattern(gap.reason);
      this.#bar(gap, viewport, LANE_TOP, LANE_HEIGHT);
    }
  }

  #bars(spans: readonly Span[], viewport: Viewport, top: number, height: number): void {
    for (let at = firstEndingAfter(spans, viewport.fromMs); at < spans.length; at += 1) {
      const span = spans[at];
      if (span === undefined || span.startMs >= viewport.toMs) return;
      this.#bar(span, viewport, top, height);
    }
  }

  /** A pixel wide at least: what is there is seen, however far away. */
  #bar(span: Span, viewport: Viewport, top: number, height: number): void {
    const left = Math.max(0, xOf(viewport, span.startMs));
    const right = Math.min(viewport.width, xOf(viewport, span.endMs));
    this.#context.fillRect(left, top, Math.max(1, right - left), height);
  }

  /** One mark a few pixels: what stands closer is one. */
  #marks({ detections }: Footage, viewport: Viewport): void {
    const pen = this.#context;
    pen.fillStyle = this.#options.palette.mark;
    let last = Number.NEGATIVE_INFINITY;
    for (const { producerMs } of detections) {
      const x = xOf(viewport, producerMs);
      if (x < last + MARK_SIZE / 2 || x > viewport.width) continue;
      last = x;
      pen.beginPath();
      pen.moveTo(x, MARKS_TOP);
      pen.lineTo(x + MARK_SIZE / 2, MARKS_TOP + MARK_SIZE / 2);
      pen.lineTo(x, MARKS_TOP + MARK_SIZE);
      pen.lineTo(x - MARK_SIZE / 2, MARKS_TOP + MARK_SIZE / 2);
      pen.fill();
    }
  }

  #ruler(viewport: Viewport): void {
    const { palette, offsetAt, label } = this.#options;
    const pen = this.#context;
    pen.font = palette.font;
    pen.textBaseline = 'middle';
    for (const tick of ticksOf(viewport, LABELS_APART, offsetAt)) {
      const x = xOf(viewport, tick.ms);
      pen.fillStyle = palette.line;
      pen.fillRect(x, RULER - 8, 1, 8);
      pen.fillStyle = tick.kind === 'day' ? palette.text : palette.muted;
      pen.fillText(label(tick), x + 4, RULER / 2);
    }
  }

  #selection({ viewport, selection }: TimelineState): void {
    if (selection === undefined) return;
    const left = xOf(viewport, selection.fromMs);
    const right = xOf(viewport, selection.toMs);
    const pen = this.#context;
    pen.fillStyle = this.#options.palette.selection;
    pen.fillRect(left, 0, right - left, HEIGHT);
    this.#line(left, this.#options.palette.accent, 2, viewport.width);
    this.#line(right, this.#options.palette.accent, 2, viewport.width);
  }

  #line(x: number, colour: string, width: number, within: number): void {
    if (x < -width || x > within + width) return;
    this.#context.fillStyle = colour;
    this.#context.fillRect(x - width / 2, 0, width, HEIGHT);
  }

  #pattern(reason: string): CanvasPattern | string {
    let pattern = this.#patterns.get(reason);
    if (pattern === undefined) {
      pattern = gapPattern(this.#context, reason, this.#options.palette, this.#ratio);
      this.#patterns.set(reason, pattern);
    }
    return pattern;
  }
}
