import { Link } from 'wouter';
import type { RunStates } from '../api/runs.ts';
import { formatSpan } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import styles from './RunsView.module.css';

/** What a run did for each stream, as the streams' passes wrote it down. */
export function Passes({ passes }: { readonly passes: RunStates['passes'] }) {
  const { runs } = useText();
  const language = document.documentElement.lang;
  const number = new Intl.NumberFormat(language);
  return (
    <section aria-labelledby="passes">
      <h2 id="passes">{runs.passes}</h2>
      <ul className={styles.list}>
        {passes.map((pass) => (
          <li key={`${pass.streamName} ${pass.endedAt} ${pass.pass}`} className={styles.pass}>
            <Link className={styles.link ?? ''} href={`/streams/${encodeURIComponent(pass.streamName)}`}>
              {pass.streamName}
            </Link>
            <dl className={styles.counts}>
              {(['listed', 'clips', 'bundles', 'gaps', 'failedBundles'] as const).map((what) => (
                <div key={what} data-bad={(what === 'gaps' || what === 'failedBundles') && pass[what] > 0}>
                  <dt>{runs.counts[what]}</dt>
                  <dd>{number.format(pass[what])}</dd>
                </div>
              ))}
              <div>
                <dt>{runs.counts.footage}</dt>
                <dd>{formatSpan(pass.footageMs, language)}</dd>
              </div>
              <div>
                <dt>{runs.counts.lag}</dt>
                <dd>{formatSpan(pass.lagMs, language)}</dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
