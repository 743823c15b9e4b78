import { useText } from '../text/useText.ts';
import styles from './Wall.module.css';

/** Where to begin. */
export function NoStreams() {
  const { wall } = useText();
  return (
    <section className={styles.empty} aria-labelledby="no-streams">
      <h2 id="no-streams">{wall.none}</h2>
      <ol>
        {wall.begin.map(({ what, how }) => (
          <li key={what}>
            <span>{what}</span>
            <code>{how}</code>
          </li>
        ))}
      </ol>
      <p>{wall.beginEnd}</p>
    </section>
  );
}
