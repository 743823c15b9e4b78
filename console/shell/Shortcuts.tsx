import { useEffect, useState } from 'react';
import buttons from '../parts/buttons.module.css';
import { Dialog } from '../parts/Dialog.tsx';
import { useText } from '../text/useText.ts';
import styles from './Shell.module.css';

/** `?` shows the keys in every view; so does a button, for whoever does not know of `?`. */
export function Shortcuts() {
  const { app, shortcuts } = useText();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      const { target } = event;
      const typing = target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]');
      if (event.key !== '?' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);
  return (
    <>
      <button type="button" className={styles.help} aria-label={app.shortcuts} onClick={() => setOpen(true)}>
        ?
      </button>
      {open && (
        <Dialog title={app.shortcuts} onClose={() => setOpen(false)}>
          {shortcuts.map(({ where, keys }) => (
            <section key={where}>
              <h3>{where}</h3>
              <dl className={styles.keys}>
                {keys.map(({ key, does }) => (
                  <div key={key}>
                    <dt>
                      <kbd>{key}</kbd>
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
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
