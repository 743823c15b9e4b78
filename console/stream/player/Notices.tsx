import { fill } from '../../text/format.ts';
import { formatMoment } from '../../text/moment.ts';
import { useText } from '../../text/useText.ts';
import styles from './Player.module.css';
import type { usePlayer } from './usePlayer.ts';

type NoticesProps = Pick<ReturnType<typeof usePlayer>, 'gap' | 'silent' | 'trouble' | 'retry'>;

/** What is said over the picture: why there is none, and what is seen instead. */
export function Notices({ gap, silent, trouble, retry }: NoticesProps) {
  const { app, player, timeline } = useText();
  if (trouble !== undefined) {
    return (
      <div role="alert" className={styles.notice}>
        {fill(player.trouble, { message: trouble.message })}
        <button type="button" onClick={retry}>
          {app.retry}
        </button>
      </div>
    );
  }
  if (gap !== undefined) {
    const reason = timeline.reasons[gap.reason as keyof typeof timeline.reasons] ?? gap.reason;
    return (
      <div role="status" className={styles.notice}>
        {fill(player.gap, { reason })}{' '}
        {gap.nextMs === undefined ? player.noNext : fill(player.next, { time: formatMoment(gap.nextMs) })}
      </div>
    );
  }
  return (
    silent && (
      <div role="status" className={styles.notice}>
        {player.silent}
      </div>
    )
  );
}
