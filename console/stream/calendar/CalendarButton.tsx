import { useState } from 'react';
import buttons from '../../parts/buttons.module.css';
import { Dialog } from '../../parts/Dialog.tsx';
import { useText } from '../../text/useText.ts';
import type { TimelineStore } from '../timeline/TimelineStore.ts';
import { Calendar } from './Calendar.tsx';

export interface CalendarButtonProps {
  readonly stream: string;
  readonly store: TimelineStore;
  /** Shows a moment and the day in which it lies. */
  readonly onMoment: (ms: number, day: { readonly startMs: number; readonly endMs: number }) => void;
}

/** The way to another day. */
export function CalendarButton({ stream, store, onMoment }: CalendarButtonProps) {
  const { calendar, app } = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {calendar.open}
      </button>
      {open && (
        <Dialog title={calendar.title} onClose={() => setOpen(false)}>
          <Calendar
            stream={stream}
            atMs={store.get().playheadMs}
            onChoose={(firstMs, day) => {
              setOpen(false);
              onMoment(firstMs, day);
            }}
          />
          <div className={buttons.row}>
            <button type="button" className={buttons.button} onClick={() => setOpen(false)}>
              {app.close}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
