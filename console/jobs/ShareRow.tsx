import { useState } from 'react';
import { type Share, useRevoke } from '../api/jobs.ts';
import buttons from '../parts/buttons.module.css';
import { Dialog } from '../parts/Dialog.tsx';
import { countOf, fill } from '../text/format.ts';
import { formatMoment, formatShort } from '../text/moment.ts';
import { useText } from '../text/useText.ts';
import styles from './JobsView.module.css';

/** A link that somebody was given: whether it was opened, and the way to take it back. */
export function ShareRow({ share }: { readonly share: Share }) {
  const { jobs } = useText();
  const [asking, setAsking] = useState(false);
  const revoke = useRevoke();
  const {
    shareId,
    packageId = '',
    streamName = fill(jobs.ofPackage, { id: packageId }),
    from,
    to,
    status,
    opened,
    createdBy,
    createdAt,
    expiresAt,
  } = share;
  return (
    <li className={styles.row}>
      <p className={styles.what}>
        <strong>{streamName}</strong>
        {from !== undefined && to !== undefined && (
          <span>{fill(jobs.span, { from: formatMoment(Date.parse(from)), to: formatShort(Date.parse(to)) })}</span>
        )}
      </p>
      <p className={styles.by}>
        {fill(jobs.madeBy, { who: createdBy, time: formatMoment(Date.parse(createdAt)) })}
        <span>{countOf(jobs.opened, opened, document.documentElement.lang)}</span>
        <span>{fill(jobs.until, { time: formatMoment(Date.parse(expiresAt)) })}</span>
      </p>
      <p className={styles.status} data-status={status}>
        {jobs.shareStatus[status]}
      </p>
      {status === 'OPEN' && (
        <button type="button" className={buttons.danger} onClick={() => setAsking(true)}>
          {jobs.revoke}
        </button>
      )}
      {asking && (
        <Dialog title={jobs.revokeTitle} onClose={() => setAsking(false)}>
          <p>{fill(jobs.revokeWhat, { stream: streamName })}</p>
          {revoke.error !== null && <p role="alert">{revoke.error.message}</p>}
          <div className={buttons.row}>
            <button type="button" className={buttons.button} onClick={() => setAsking(false)}>
              {jobs.keep}
            </button>
            <button
              type="button"
              className={buttons.danger}
              disabled={revoke.isPending}
              onClick={() => revoke.mutate(shareId, { onSuccess: () => setAsking(false) })}
            >
              {jobs.revoke}
            </button>
          </div>
        </Dialog>
      )}
    </li>
  );
}
