import { ApiError } from '../../client/createClient.ts';
import { useText } from '../text/useText.ts';
import styles from './Trouble.module.css';

/** What went wrong, in the API's words, and a way to try again. */
export function Trouble({ error, retry }: { readonly error: Error; readonly retry?: () => unknown }) {
  const { app } = useText();
  const away = error instanceof ApiError && error.status === 0;
  return (
    <div role="alert" className={styles.trouble}>
      <p>{away ? app.offline : error.message}</p>
      {retry !== undefined && (
        <button type="button" onClick={() => void retry()}>
          {app.retry}
        </button>
      )}
    </div>
  );
}
