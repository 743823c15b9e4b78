import { RULER } from './draw/Painter.ts';
import { follow, pan, timeAt, xOf, zoom } from './model/Viewport.ts';
import type { TimelineStore } from './TimelineStore.ts';

/** How close to an edge of the selection the pointer takes hold of it, in pixels. */
const GRIP = 6;
const STILL = 4;
const WHEEL_ZOOM = 0.0016;

export interface GestureOptions {
  readonly store: TimelineStore;
  /** Somebody asked to see a moment. */
  readonly onSeek: (ms: number) => void;
}

type Drag =
  | { readonly kind: 'pan'; x: number; moved: number }
  | { readonly kind: 'select'; readonly anchorMs: number; moved: number }
  | { readonly kind: 'pinch' };

/**
 * Wheel, drag and pinch on the canvas: the wheel zooms about the pointer and, sideways or with Shift, moves; a drag of
 * the footage moves it, one of the ruler selects; a tap is a wish to see that moment. Returns what takes it off again.
 */
export function addGestures(canvas: HTMLCanvasElement, { store, onSeek }: GestureOptions): () => void {
  const pointers = new Map<number, number>();
  let drag: Drag | undefined;
  const place = ({ clientX, clientY }: MouseEvent) => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };

  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { viewport } = store.get();
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      store.set({ viewport: pan(viewport, -sideways) });
    } else {
      // A wheel's lines and pages are worth so many pixels.
      const pixels = event.deltaY * ([1, 16, 400][event.deltaMode] ?? 1);
      store.set({ viewport: zoom(viewport, Math.exp(pixels * WHEEL_ZOOM), place(event).x) });
    }
  };

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const { x, y } = place(event);
    pointers.set(event.pointerId, x);
    const { viewport, selection } = store.get();
    if (pointers.size === 2) {
      drag = { kind: 'pinch' };
    } else if (selection !== undefined && Math.abs(x - xOf(viewport, selection.fromMs)) <= GRIP) {
      drag = { kind: 'select', anchorMs: selection.toMs, moved: STILL };
    } else if (selection !== undefined && Math.abs(x - xOf(viewport, selection.toMs)) <= GRIP) {
      drag = { kind: 'select', anchorMs: selection.fromMs, moved: STILL };
    } else if (y <= RULER || event.shiftKey) {
      drag = { kind: 'select', anchorMs: timeAt(viewport, x), moved: 0 };
    } else {
      drag = { kind: 'pan', x, moved: 0 };
    }
  };

  const move = (event: PointerEvent): void => {
    const { x } = place(event);
    const { viewport } = store.get();
    if (event.pointerType === 'mouse') store.set({ hoverMs: timeAt(viewport, x) });
    if (drag === undefined || !pointers.has(event.pointerId)) return;
    if (drag.kind === 'pinch') {
      pinch(event.pointerId, x);
    } else if (drag.kind === 'pan') {
      const by = x - drag.x;
      drag.moved += Math.abs(by);
      drag.x = x;
      store.set({ viewport: pan(viewport, by) });
    } else {
      const ms = timeAt(viewport, x);
      drag.moved += Math.abs(event.movementX);
      if (drag.moved >= STILL) {
        store.set({ selection: { fromMs: Math.min(drag.anchorMs, ms), toMs: Math.max(drag.anchorMs, ms) } });
      }
    }
    pointers.set(event.pointerId, x);
  };

  function pinch(id: number, x: number): void {
    const [other] = [...pointers].filter(([pointer]) => pointer !== id);
    const before = pointers.get(id);
    if (other === undefined || before === undefined) return;
    const [, still] = other;
    const factor = Math.max(10, Math.abs(before - still)) / Math.max(10, Math.abs(x - still));
    const { viewport } = store.get();
    store.set({ viewport: pan(zoom(viewport, factor, (before + still) / 2), (x - before) / 2) });
  }

  const up = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId)) return;
    const done = drag;
    drag = undefined;
    if (event.type !== 'pointerup' || done === undefined || done.kind === 'pinch' || done.moved >= STILL) return;
    onSeek(timeAt(store.get().viewport, place(event).x));
  };

  const leave = (): void => store.set({ hoverMs: undefined });
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, pointerleave: leave };
  canvas.addEventListener('wheel', wheel, { passive: false });
  for (const [type, listener] of Object.entries(listeners)) {
    canvas.addEventListener(type, listener as (event: Event) => void);
  }
  return () => {
    canvas.removeEventListener('wheel', wheel);
    for (const [type, listener] of Object.entries(listeners)) {
      canvas.removeEventListener(type, listener as (event: Event) => void);
    }
  };
}

/** Keys of the focused timeline; false where a key means nothing here. */
export function timelineKey(key: string, shift: boolean, { store, onSeek }: GestureOptions): boolean {
  const { viewport, playheadMs } = store.get();
  const middle = viewport.width / 2;
  const step = (viewport.toMs - viewport.fromMs) / (shift ? 10 : 100);
  const goTo = (ms: number): void => {
    store.set({ viewport: follow(viewport, ms) });
    onSeek(ms);
  };
  if (key === 'ArrowLeft') goTo(playheadMs - step);
  else if (key === 'ArrowRight') goTo(playheadMs + step);
  else if (key === '+' || key === '=') store.set({ viewport: zoom(viewport, 0.5, middle) });
  else if (key === '-') store.set({ viewport: zoom(viewport, 2, middle) });
  else if (key === 'PageUp') store.set({ viewport: pan(viewport, viewport.width * 0.8) });
  else if (key === 'PageDown') store.set({ viewport: pan(viewport, -viewport.width * 0.8) });
  else if (key === '[') store.set({ selection: { fromMs: playheadMs, toMs: selectionEnd(store, playheadMs) } });
  else if (key === ']') store.set({ selection: { fromMs: selectionStart(store, playheadMs), toMs: playheadMs } });
  else if (key === 'Escape' && store.get().selection !== undefined) store.set({ selection: undefined });
  else return false;
  return true;
}

const selectionEnd = (store: TimelineStore, ms: number): number => Math.max(ms, store.get().selection?.toMs ?? ms);
const selectionStart = (store: TimelineStore, ms: number): number => Math.min(ms, store.get().selection?.fromMs ?? ms);
