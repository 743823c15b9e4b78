import { useEffect, useRef } from 'react';
import { useText } from '../../text/useText.ts';
import { gapPattern } from './draw/gapPattern.ts';
import { GAP_REASONS, readPalette } from './draw/Palette.ts';
import styles from './Legend.module.css';

/** What the colours and patterns of the timeline stand for. */
export function Legend() {
  const { timeline } = useText();
  return (
    <details className={styles.legend}>
      <summary>{timeline.legend}</summary>
      <ul>
        <li>
          <Swatch kind="footage" /> {timeline.footage}
        </li>
        {GAP_REASONS.map((reason) => (
          <li key={reason}>
            <Swatch kind={reason} /> {timeline.reasons[reason]}
          </li>
        ))}
        <li>
          <Swatch kind="mark" /> {timeline.detection}
        </li>
        <li>
          <Swatch kind="segment" /> {timeline.segment}
        </li>
      </ul>
    </details>
  );
}

type Kind = 'footage' | 'mark' | 'segment' | (typeof GAP_REASONS)[number];

function Swatch({ kind }: { readonly kind: Kind }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const paint = (): void => {
      const context = canvas.current?.getContext('2d');
      if (!context) return;
      const palette = readPalette(context.canvas);
      context.clearRect(0, 0, 28, 16);
      context.fillStyle =
        kind === 'footage' || kind === 'mark' || kind === 'segment'
          ? palette[kind]
          : gapPattern(context, kind, palette, 1);
      context.fillRect(0, 0, 28, 16);
    };
    paint();
    const theme = new MutationObserver(paint);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => theme.disconnect();
  }, [kind]);
  return <canvas ref={canvas} width={28} height={16} />;
}
