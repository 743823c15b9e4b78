import { useExports, useShares } from '../api/jobs.ts';
import buttons from '../parts/buttons.module.css';
import { Trouble } from '../parts/Trouble.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { useText } from '../text/useText.ts';
import { ExportRow } from './ExportRow.tsx';
import styles from './JobsView.module.css';
import { PackagesSection } from './packages/PackagesSection.tsx';
import { ShareRow } from './ShareRow.tsx';

/** What leaves the archive: files that are made of it, and links that open it. */
export default function JobsView() {
  const { jobs, app, search } = useText();
  useTitle(jobs.title);
  const exported = useExports();
  const shared = useShares();
  const exports = exported.data?.pages.flatMap(({ items }) => items);
  const shares = shared.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <h1>{jobs.title}</h1>
      <PackagesSection />
      <section className={styles.section} aria-labelledby="exports">
        <h2 id="exports">{jobs.exports}</h2>
        {exported.error !== null && <Trouble error={exported.error} retry={exported.refetch} />}
        {exports === undefined && exported.error === null && <p role="status">{app.loading}</p>}
        {exports?.length === 0 && <p>{jobs.noExports}</p>}
        <ul className={styles.list}>
          {exports?.map((one) => (
            <ExportRow key={one.exportId} listed={one} />
          ))}
        </ul>
        {exported.hasNextPage && (
          <button type="button" className={buttons.button} onClick={() => void exported.fetchNextPage()}>
            {search.more}
          </button>
        )}
      </section>
      <section className={styles.section} aria-labelledby="shares">
        <h2 id="shares">{jobs.shares}</h2>
        {shared.error !== null && <Trouble error={shared.error} retry={shared.refetch} />}
        {shares === undefined && shared.error === null && <p role="status">{app.loading}</p>}
        {shares?.length === 0 && <p>{jobs.noShares}</p>}
        <ul className={styles.list}>
          {shares?.map((one) => (
            <ShareRow key={one.shareId} share={one} />
          ))}
        </ul>
        {shared.hasNextPage && (
          <button type="button" className={buttons.button} onClick={() => void shared.fetchNextPage()}>
            {search.more}
          </button>
        )}
      </section>
    </>
  );
}
