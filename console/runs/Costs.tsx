import { useCosts } from '../api/runs.ts';
import { fill, formatSpan } from '../text/format.ts';
import { formatMoment } from '../text/moment.ts';
import { useText } from '../text/useText.ts';
import styles from './Costs.module.css';

/** What the month so far has cost: the estimate, what it rests on, and what it does not hold. */
export function Costs() {
  const { costs: words } = useText();
  const { data, error } = useCosts();
  const language = document.documentElement.lang;
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (data === undefined) return null;
  const { dollars, services, counted, prices, notHeld, from } = data;
  const money = new Intl.NumberFormat(language, { style: 'currency', currency: data.currency });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const least = 0.01;
  const show = (value: number): string =>
    value > 0 && value < least ? fill(words.below, { amount: money.format(least) }) : money.format(value);
  return (
    <details className={styles.costs}>
      <summary>
        {words.title} <strong>{fill(words.about, { amount: show(dollars) })}</strong>
      </summary>
      <p>{fill(words.what, { from: formatMoment(Date.parse(from)) })}</p>
      <div className={styles.columns}>
        <table className={styles.table}>
          <caption>{words.byService}</caption>
          <thead>
            <tr>
              <th scope="col">{words.service}</th>
              <th scope="col">{words.part}</th>
              <th scope="col">{words.amount}</th>
            </tr>
          </thead>
          <tbody>
            {services
              .toSorted((one, other) => other.dollars - one.dollars)
              .map((each) => (
                <tr key={each.service}>
                  <th scope="row">{each.service}</th>
                  <td>{words.parts[each.part]}</td>
                  <td>{show(each.dollars)}</td>
                </tr>
              ))}
          </tbody>
        </table>
        <div>
          <h2>{words.counted}</h2>
          <p>
            {fill(words.facts, {
              streams: number.format(counted.streams),
              ofStreams: number.format(counted.ofStreams),
              passes: number.format(counted.passes),
              clips: number.format(counted.clips),
              bundles: number.format(counted.bundles),
              footage: formatSpan(counted.footageMs, language),
              gigabytes: number.format(counted.bytes / 1e9),
            })}{' '}
            {!counted.complete && words.partly}
          </p>
          <p>{fill(words.prices, { date: prices.date, region: prices.region })}</p>
          <h2>{words.notHeld}</h2>
          <ul className={styles.lacking}>
            {notHeld.map((each) => (
              <li key={each}>{words.lacking[each]}</li>
            ))}
          </ul>
        </div>
      </div>
    </details>
  );
}
