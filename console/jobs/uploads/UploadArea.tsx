import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useArchive } from '../../api/ArchiveContext.ts';
import { sendTo } from '../../api/packages.ts';
import buttons from '../../parts/buttons.module.css';
import { useText } from '../../text/useText.ts';
import styles from './UploadArea.module.css';
import { UploadRow } from './UploadRow.tsx';
import { Uploads } from './Uploads.ts';

/** One for the page: what is on its way goes on while another view is looked at. */
const uploads = new Uploads();
addEventListener('beforeunload', (event) => {
  if (uploads.isBusy) event.preventDefault();
});

/** Where films are dropped, or chosen, to be packaged; and how far they are. */
export function UploadArea() {
  const { packages: words } = useText();
  const archive = useArchive();
  const queries = useQueryClient();
  const shown = useSyncExternalStore(uploads.subscribe, uploads.list);
  const area = useRef<HTMLElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: Iterable<File>): void => {
    for (const file of files) {
      void uploads.add(file, sendTo(archive)).then(() => queries.invalidateQueries({ queryKey: ['packages'] }));
    }
  };
  const taking = useRef(take);
  taking.current = take;
  useEffect(() => {
    const element = area.current;
    const off = new AbortController();
    const { signal } = off;
    element?.addEventListener(
      'dragover',
      (event) => {
        event.preventDefault();
        setOver(true);
      },
      { signal },
    );
    element?.addEventListener('dragleave', () => setOver(false), { signal });
    element?.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        setOver(false);
        taking.current(event.dataTransfer?.files ?? []);
      },
      { signal },
    );
    return () => off.abort();
  }, []);
  return (
    <>
      <section ref={area} className={styles.area} data-over={over} aria-label={words.upload}>
        <p>{words.drop}</p>
        <input
          ref={chooser}
          className="visually-hidden"
          type="file"
          accept="video/*,.mkv,.mp4,.mov"
          multiple
          tabIndex={-1}
          aria-label={words.choose}
          onChange={({ currentTarget }) => {
            take(currentTarget.files ?? []);
            currentTarget.value = '';
          }}
        />
        <button type="button" className={buttons.button} onClick={() => chooser.current?.click()}>
          {words.choose}
        </button>
      </section>
      {shown.length > 0 && (
        <ul className={styles.list}>
          {shown.map((upload) => (
            <UploadRow key={upload.id} upload={upload} uploads={uploads} />
          ))}
        </ul>
      )}
    </>
  );
}
