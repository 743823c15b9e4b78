/** Colours of the canvas, read from the theme's tokens (console/look/tokens.css). */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly footage: string;
  readonly mark: string;
  readonly segment: string;
  readonly playhead: string;
  readonly selection: string;
  readonly accent: string;
  /** By reason. */
  readonly gap: Readonly<Record<string, string>>;
  readonly font: string;
}

/** Each reason has a colour and a pattern (`gapPattern`): colour alone tells nothing to many. */
export const GAP_REASONS = [
  'failed',
  'expired',
  'unsupported-media',
  'pending',
  'erased',
  'retired',
  'not-recorded',
] as const;

export type GapReason = (typeof GAP_REASONS)[number];

/** The palette that is in force for an element. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    background: token('surface'),
    text: token('text'),
    muted: token('muted'),
    line: token('line'),
    footage: token('footage'),
    mark: token('mark'),
    segment: token('segment'),
    playhead: token('playhead'),
    selection: token('selection'),
    accent: token('accent'),
    gap: Object.fromEntries(GAP_REASONS.map((reason) => [reason, token(`gap-${reason}`)])),
    font: `12px ${token('font')}`,
  };
}
