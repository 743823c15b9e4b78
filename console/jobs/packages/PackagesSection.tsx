import { usePackages } from '../../api/packages.ts';
import buttons from '../../parts/buttons.module.css';
import { Trouble } from '../../parts/Trouble.tsx';
import { useText } from '../../text/useText.ts';
import styles from '../JobsView.module.css';
import { UploadArea } from '../uploads/UploadArea.tsx';
import { PackageRow } from './PackageRow.tsx';

/** What is made ready to be played anywhere: films that are uploaded here, and spans of the archive. */
export function PackagesSection() {
  const { packages: words, app, search } = useText();
  const { data, error, refetch, hasNextPage, fetchNextPage } = usePackages();
  const packages = data?.pages.flatMap(({ items }) => items);
  return (
    <section className={styles.section} aria-labelledby="packages">
      <h2 id="packages">{words.title}</h2>
      <UploadArea />
      {error !== null && <Trouble error={error} retry={refetch} />}
      {packages === undefined && error === null && <p role="status">{app.loading}</p>}
      {packages?.length === 0 && <p>{words.none}</p>}
      <ul className={styles.list}>
        {packages?.map((one) => (
          <PackageRow key={one.jobId} listed={one} />
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" className={buttons.button} onClick={() => void fetchNextPage()}>
          {search.more}
        </button>
      )}
    </section>
  );
}
