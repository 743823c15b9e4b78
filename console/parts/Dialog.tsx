import { type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './Dialog.module.css';

export interface DialogProps {
  readonly title: string;
  /** Escape, or the button of the dialog that says so. */
  readonly onClose: () => void;
  /** For what is looked at, and not read. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus, gives it back, and hides the rest from screen readers. */
export function Dialog({ title, onClose, isWide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The first thing that takes the focus may be its last line.
    element?.scrollTo(0, 0);
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={isWide ? styles.wide : styles.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
