import { isPackaging, type ListedPackage, useRemovePackage } from '../../api/packages.ts';
import buttons from '../../parts/buttons.module.css';
import { Dialog } from '../../parts/Dialog.tsx';
import { fill } from '../../text/format.ts';
import { useText } from '../../text/useText.ts';

interface RemoveProps {
  readonly listed: ListedPackage;
  readonly name: string;
  readonly onClose: () => void;
}

/** Asks before a package is called off, or goes with its files. */
export function RemovePackage({ listed, name, onClose }: RemoveProps) {
  const { packages: words } = useText();
  const { mutate, isPending, error } = useRemovePackage();
  const busy = isPackaging(listed);
  return (
    <Dialog title={busy ? words.cancelTitle : words.removeTitle} onClose={onClose}>
      <p>{fill(busy ? words.cancelWhat : words.removeWhat, { name })}</p>
      {error !== null && <p role="alert">{error.message}</p>}
      <div className={buttons.row}>
        <button type="button" className={buttons.button} onClick={onClose}>
          {words.keep}
        </button>
        <button
          type="button"
          className={buttons.danger}
          disabled={isPending}
          onClick={() => mutate(listed.jobId, { onSuccess: onClose })}
        >
          {busy ? words.cancel : words.remove}
        </button>
      </div>
    </Dialog>
  );
}
