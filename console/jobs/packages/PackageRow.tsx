import { lazy, Suspense, useRef, useState } from 'react';
import { isPackaging, type ListedPackage, usePackage } from '../../api/packages.ts';
import buttons from '../../parts/buttons.module.css';
import { Dialog } from '../../parts/Dialog.tsx';
import { useInView } from '../../parts/useInView.ts';
import { fill, formatSpan } from '../../text/format.ts';
import { formatMegabytes } from '../../text/megabytes.ts';
import { formatMoment, formatShort } from '../../text/moment.ts';
import { useText } from '../../text/useText.ts';
import styles from './PackageRow.module.css';
import { PackageShare } from './PackageShare.tsx';
import { RemovePackage } from './RemovePackage.tsx';

const PackagePlayer = lazy(() => import('./PackagePlayer.tsx'));

/** A package: its poster, how far it is, what was noticed or went wrong, and what can be done with it. */
export function PackageRow({ listed }: { readonly listed: ListedPackage }) {
  const { packages: words, app } = useText();
  const row = useRef<HTMLLIElement>(null);
  const [open, setOpen] = useState<'player' | 'share' | 'remove'>();
  const inView = useInView(row);
  const { jobId, status, percent, warnings = [], error, bytes, durationMs, createdBy, createdAt } = listed;
  const { data } = usePackage(jobId, inView && status === 'COMPLETE');
  const name = nameOf(listed, words.span);
  const close = (): void => setOpen(undefined);
  return (
    <li ref={row} className={styles.row}>
      {status === 'COMPLETE' ? (
        <button
          type="button"
          className={styles.poster}
          aria-label={fill(words.playOf, { name })}
          onClick={() => setOpen('player')}
        >
          {data?.outputs?.poster !== undefined && <img src={data.outputs.poster} alt="" loading="lazy" />}
        </button>
      ) : (
        <div className={styles.blank} />
      )}
      <div className={styles.told}>
        <p>
          <strong>{name}</strong>
        </p>
        <p className={styles.by}>
          <span>{fill(words.made, { time: formatMoment(Date.parse(createdAt)) })}</span>
          {createdBy !== undefined && <span>{fill(words.by, { who: createdBy })}</span>}
          {durationMs !== undefined && <span>{formatSpan(durationMs, document.documentElement.lang)}</span>}
          {bytes !== undefined && bytes > 0 && <span>{formatMegabytes(bytes)}</span>}
        </p>
        <p className={styles.status} data-status={status}>
          {words.status[status]}
        </p>
        {isPackaging(listed) && <progress value={percent} max={100} aria-label={fill(words.packaging, { name })} />}
        {warnings.map(({ code, message }) => (
          <p key={`${code} ${message}`} className={styles.warning}>
            {fill(words.warning, { message })}
          </p>
        ))}
        {error !== undefined && (
          <p className={styles.error}>{fill(words.error, { code: error.code, message: error.message })}</p>
        )}
        <div className={styles.tools}>
          {status === 'COMPLETE' && (
            <>
              <button type="button" className={buttons.button} onClick={() => setOpen('player')}>
                {words.play}
              </button>
              <button type="button" className={buttons.button} onClick={() => setOpen('share')}>
                {words.share}
              </button>
            </>
          )}
          <button type="button" className={buttons.danger} onClick={() => setOpen('remove')}>
            {isPackaging(listed) ? words.cancel : words.remove}
          </button>
        </div>
      </div>
      {open === 'player' && (
        <Dialog title={name} onClose={close} isWide>
          <Suspense fallback={<p role="status">{app.loading}</p>}>
            <PackagePlayer id={jobId} onClose={close} />
          </Suspense>
        </Dialog>
      )}
      {open === 'share' && <PackageShare id={jobId} name={name} onClose={close} />}
      {open === 'remove' && <RemovePackage listed={listed} name={name} onClose={close} />}
    </li>
  );
}

function nameOf({ fileName, streamName, from, to, jobId }: ListedPackage, form: string): string {
  if (fileName !== undefined) return fileName;
  if (streamName === undefined || from === undefined || to === undefined) return jobId;
  return fill(form, { stream: streamName, from: formatMoment(Date.parse(from)), to: formatShort(Date.parse(to)) });
}
