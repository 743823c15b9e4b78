import { useSyncExternalStore } from 'react';
import { fill, formatSpan } from '../../text/format.ts';
import { useText } from '../../text/useText.ts';
import type { TimelineStore } from '../timeline/TimelineStore.ts';
import styles from './SelectionTools.module.css';

const language = (): string => document.documentElement.lang;
const formatMoment = (ms: number): string =>
  new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'medium' }).format(ms);

/** What can be done with the span that is selected on the timeline. */
export function SelectionTools({ store }: { readonly stream: string; readonly store: TimelineStore }) {
  const { selection: words } = useText();
  const selection = useSyncExternalStore(store.subscribe, () => store.get().selection);
  if (selection === undefined) return <p className={styles.hint}>{words.hint}</p>;
  const { fromMs, toMs } = selection;
  return (
    <section className={styles.tools} aria-label={words.label}>
      <p>
        {fill(words.span, {
          from: formatMoment(fromMs),
          to: formatMoment(toMs),
          span: formatSpan(toMs - fromMs, language()),
        })}
      </p>
      <button type="button" onClick={() => store.set({ selection: undefined })}>
        {words.clear}
      </button>
    </section>
  );
}
