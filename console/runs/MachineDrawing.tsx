import { useEffect, useMemo, useRef } from 'react';
import { fill } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import { drawRegion, pathOf } from './drawing/drawRegion.ts';
import type { Region } from './drawing/region.ts';
import styles from './MachineDrawing.module.css';
import { isTaken, type Outcomes } from './outcomes.ts';
import { Patterns } from './Patterns.tsx';
import { StateBox } from './StateBox.tsx';

interface MachineDrawingProps {
  readonly machine: string;
  readonly region: Region;
  readonly outcomes: Outcomes;
  readonly isOpen: (name: string) => boolean;
  readonly selected: string;
  readonly onSelect: (name: string) => void;
}

/** Room for outlines and arrows at the edges. */
const MARGIN = 8;

/** A state machine, from its start downwards: each state a link that tells more of it. The list below says the same. */
export function MachineDrawing({ machine, region, outcomes, isOpen, selected, onSelect }: MachineDrawingProps) {
  const { runs } = useText();
  const { width, height, boxes, lines } = useMemo(() => drawRegion(region, isOpen), [region, isOpen]);
  const scroller = useRef<HTMLElement>(null);
  const start = boxes.find(({ state }) => state.name === region.startAt);
  const startMiddle = start === undefined ? 0 : start.x + start.width / 2 + MARGIN;
  useEffect(() => {
    // Where it is wider than the screen, it is seen from its start on.
    const { current } = scroller;
    if (current !== null) current.scrollLeft = startMiddle - current.clientWidth / 2;
  }, [startMiddle]);
  const [all, tall] = [width + 2 * MARGIN, height + 2 * MARGIN];
  return (
    <section ref={scroller} className={styles.scroller} aria-label={fill(runs.drawing, { machine })}>
      <svg width={all} height={tall} viewBox={`${-MARGIN} ${-MARGIN} ${all} ${tall}`}>
        <title>{fill(runs.drawing, { machine })}</title>
        <Patterns />
        {boxes
          .filter((box) => box.isOpen)
          .map((box) => (
            <rect
              key={box.state.name}
              className={styles.region}
              x={box.x}
              y={box.y}
              width={box.width}
              height={box.height}
              rx="10"
            />
          ))}
        {lines.map((line) => (
          <path
            key={`${line.from} ${line.by} ${line.to}`}
            className={styles.line}
            data-by={line.by}
            data-taken={isTaken(outcomes, line.from, line.to)}
            d={pathOf(line)}
            markerEnd={`url(#${isTaken(outcomes, line.from, line.to) ? 'run-arrow-taken' : 'run-arrow'})`}
          />
        ))}
        {boxes.map((box) => (
          <StateBox
            key={box.state.name}
            box={box}
            outcome={outcomes.get(box.state.name)}
            isSelected={box.state.name === selected}
            onSelect={onSelect}
          />
        ))}
      </svg>
    </section>
  );
}
