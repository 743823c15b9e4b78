import { useState } from 'react';
import { usePackage, useSharePackage } from '../../api/packages.ts';
import buttons from '../../parts/buttons.module.css';
import { Dialog } from '../../parts/Dialog.tsx';
import { fill } from '../../text/format.ts';
import { formatMoment } from '../../text/moment.ts';
import { useText } from '../../text/useText.ts';
import styles from './PackagePlayer.module.css';

const SHARE_SECONDS = 7 * 86_400;

interface ShareProps {
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** Two ways to give a package out: a link that can be taken back, and the address for players, which cannot. */
export function PackageShare({ id, name, onClose }: ShareProps) {
  const { packages: words, app } = useText();
  const { data, error } = usePackage(id, true);
  const share = useSharePackage();
  const trouble = error ?? share.error;
  return (
    <Dialog title={fill(words.shareTitle, { name })} onClose={onClose}>
      <h3>{words.shareLink}</h3>
      <p>{words.shareWhat}</p>
      {share.data?.url === undefined ? (
        <button
          type="button"
          className={buttons.button}
          disabled={share.isPending}
          onClick={() => share.mutate({ packageId: id, expiresIn: SHARE_SECONDS })}
        >
          {words.makeLink}
        </button>
      ) : (
        <CopyLink label={words.shareLink} url={share.data.url} />
      )}
      <h3>{words.playerLink}</h3>
      <p>
        {data?.outputsExpireAt === undefined
          ? app.loading
          : fill(words.playerWhat, { time: formatMoment(Date.parse(data.outputsExpireAt)) })}
      </p>
      {data?.outputs !== undefined && <CopyLink label={words.playerLink} url={data.outputs.hls} />}
      {trouble !== null && <p role="alert">{trouble.message}</p>}
      <div className={buttons.row}>
        <button type="button" className={buttons.button} onClick={onClose}>
          {app.close}
        </button>
      </div>
    </Dialog>
  );
}

function CopyLink({ label, url }: { readonly label: string; readonly url: string }) {
  const { packages: words } = useText();
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.link}>
      <input readOnly aria-label={label} value={url} onFocus={({ currentTarget }) => currentTarget.select()} />
      <button
        type="button"
        className={buttons.button}
        onClick={() =>
          navigator.clipboard.writeText(url).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }
      >
        {words.copy}
      </button>
      {copied && <span role="status">{words.copied}</span>}
    </div>
  );
}
