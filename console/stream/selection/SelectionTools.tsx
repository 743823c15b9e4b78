import { useState, useSyncExternalStore } from 'react';
import { Link } from 'wouter';
import { useBackfill } from '../../api/executions.ts';
import { type Range, useExport, useShare, useStartExport } from '../../api/exports.ts';
import { usePackageRange } from '../../api/packages.ts';
import { ExecutionProgress } from '../../parts/ExecutionProgress.tsx';
import { fill, formatSpan } from '../../text/format.ts';
import { formatMoment } from '../../text/moment.ts';
import { useText } from '../../text/useText.ts';
import type { TimelineStore } from '../timeline/TimelineStore.ts';
import styles from './SelectionTools.module.css';

const SHARE_SECONDS = 7 * 86_400;

/** What can be done with the span that is selected on the timeline. */
export function SelectionTools({ stream, store }: { readonly stream: string; readonly store: TimelineStore }) {
  const { selection: words } = useText();
  const selection = useSyncExternalStore(store.subscribe, () => store.get().selection);
  if (selection === undefined) return <p className={styles.hint}>{words.hint}</p>;
  const { fromMs, toMs } = selection;
  const span = formatSpan(toMs - fromMs, document.documentElement.lang);
  return (
    <section className={styles.tools} aria-label={words.label}>
      <p>{fill(words.span, { from: formatMoment(fromMs), to: formatMoment(toMs), span })}</p>
      {/* Another span is another wish: what was asked for the one before is forgotten here. */}
      <Wishes key={`${fromMs} ${toMs}`} range={{ stream, fromMs, toMs }} />
      <button type="button" onClick={() => store.set({ selection: undefined })}>
        {words.clear}
      </button>
    </section>
  );
}

function Wishes({ range }: { readonly range: Range }) {
  const { selection: words } = useText();
  const backfill = useBackfill();
  const share = useShare();
  const started = useStartExport();
  const packaged = usePackageRange();
  const [copied, setCopied] = useState(false);
  const copy = (text: string): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const error = backfill.error ?? share.error ?? started.error ?? packaged.error;
  return (
    <>
      <button type="button" disabled={started.isPending} onClick={() => started.mutate({ ...range, gaps: 'cut' })}>
        {words.export}
      </button>
      {started.data !== undefined && <Exported id={started.data.exportId} />}
      <button type="button" disabled={packaged.isPending || packaged.isSuccess} onClick={() => packaged.mutate(range)}>
        {words.package}
      </button>
      {packaged.isSuccess && (
        <span role="status">
          {words.packaged} <Link href="/jobs">{words.packagedWhere}</Link>
        </span>
      )}
      <button
        type="button"
        disabled={share.isPending}
        onClick={() => share.mutate({ ...range, expiresIn: SHARE_SECONDS })}
      >
        {words.share}
      </button>
      {share.data?.url !== undefined && (
        <label className={styles.link}>
          <span className="visually-hidden">{words.shareLink}</span>
          <input readOnly value={share.data.url} onFocus={({ currentTarget }) => currentTarget.select()} />
        </label>
      )}
      <button type="button" disabled={backfill.isPending} onClick={() => backfill.mutate(range)}>
        {words.backfill}
      </button>
      {backfill.data !== undefined && <ExecutionProgress id={backfill.data.executionId} />}
      <button type="button" onClick={() => copy(location.href)}>
        {words.copyLink}
      </button>
      {copied && <span role="status">{words.copied}</span>}
      {error !== null && <span role="alert">{error.message}</span>}
    </>
  );
}

function Exported({ id }: { readonly id: string }) {
  const { selection: words } = useText();
  const { data, error } = useExport(id);
  if (error !== null) return <span role="alert">{error.message}</span>;
  if (data?.status === 'COMPLETE') {
    return data.files.map(({ url, fileName }) => (
      <a key={fileName} href={url} download={fileName}>
        {fileName}
      </a>
    ));
  }
  if (data?.error !== undefined) return <span role="alert">{data.error.message}</span>;
  return (
    <progress aria-label={words.exporting} max={100} value={data?.percent ?? 0}>
      {data?.percent ?? 0} %
    </progress>
  );
}
