import buttons from '../../parts/buttons.module.css';
import { fill } from '../../text/format.ts';
import { formatMegabytes } from '../../text/megabytes.ts';
import { useText } from '../../text/useText.ts';
import styles from './UploadArea.module.css';
import type { Upload, Uploads } from './Uploads.ts';

/** A file on its way, from this page. */
export function UploadRow({ upload, uploads }: { readonly upload: Upload; readonly uploads: Uploads }) {
  const { packages: words, app } = useText();
  const { id, fileName, bytes, sent, state, error } = upload;
  return (
    <li className={styles.upload}>
      <strong>{fileName}</strong>
      {state === 'SENDING' && (
        <>
          <progress value={sent} max={Math.max(1, bytes)} aria-label={fill(words.uploading, { name: fileName })} />
          <span>{fill(words.sent, { sent: formatMegabytes(sent), bytes: formatMegabytes(bytes) })}</span>
        </>
      )}
      {state === 'SENT' && <span role="status">{words.uploaded}</span>}
      {state === 'FAILED' && <span role="alert">{fill(words.uploadFailed, { message: error ?? '' })}</span>}
      {state === 'FAILED' && (
        <button type="button" className={buttons.button} onClick={() => void uploads.retry(id)}>
          {app.retry}
        </button>
      )}
      {state !== 'SENDING' && (
        <button
          type="button"
          className={buttons.button}
          aria-label={fill(words.dismissOf, { name: fileName })}
          onClick={() => uploads.dismiss(id)}
        >
          {words.dismiss}
        </button>
      )}
    </li>
  );
}
