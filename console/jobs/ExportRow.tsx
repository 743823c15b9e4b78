import { useState } from 'react';
import { useExport } from '../api/exports.ts';
import type { ListedExport } from '../api/jobs.ts';
import buttons from '../parts/buttons.module.css';
import { fill } from '../text/format.ts';
import { formatMoment, formatShort } from '../text/moment.ts';
import { useText } from '../text/useText.ts';
import styles from './JobsView.module.css';

const MEGABYTE = 1_000_000;

/** An export: how far it is; links to its files when they are asked for, for a link opens for an hour alone. */
export function ExportRow({ listed }: { readonly listed: ListedExport }) {
  const { jobs } = useText();
  const [asked, setAsked] = useState(false);
  const { data, error } = useExport(asked ? listed.exportId : undefined);
  const { streamName, from, to, status, percent, bytes, createdBy, createdAt } = listed;
  const busy = status === 'QUEUED' || status === 'RUNNING';
  const size = new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit: 'megabyte' });
  const span = fill(jobs.span, { from: formatMoment(Date.parse(from)), to: formatShort(Date.parse(to)) });
  return (
    <li className={styles.row}>
      <p className={styles.what}>
        <strong>{streamName}</strong> <span>{span}</span>
      </p>
      <p className={styles.by}>
        {fill(jobs.madeBy, { who: createdBy, time: formatMoment(Date.parse(createdAt)) })}
        {bytes > 0 && <span>{size.format(Math.ceil(bytes / MEGABYTE))}</span>}
      </p>
      <p className={styles.status} data-status={status}>
        {jobs.status[status]}
      </p>
      {busy && <progress value={percent} max={100} aria-label={`${streamName}, ${span}`} />}
      {status === 'COMPLETE' && !asked && (
        <button type="button" className={buttons.button} onClick={() => setAsked(true)}>
          {jobs.files}
        </button>
      )}
      {error !== null && <p role="alert">{error.message}</p>}
      {data?.files.map(({ url, fileName }) => (
        <a key={fileName} href={url} download={fileName}>
          {fileName}
        </a>
      ))}
    </li>
  );
}
