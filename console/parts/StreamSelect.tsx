import { useStreams } from '../api/streams.ts';
import { useText } from '../text/useText.ts';
import styles from './fields.module.css';

/** One of the streams, or all of them (`''`). */
export function StreamSelect({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (stream: string) => void;
}) {
  const { parts } = useText();
  const { data: streams = [] } = useStreams();
  const names = streams.map(({ streamName }) => streamName);
  return (
    <label className={styles.field}>
      <span>{parts.stream}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">{parts.allStreams}</option>
        {(names.includes(value) || value === '' ? names : [value, ...names]).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
