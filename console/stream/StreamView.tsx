import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useStream } from '../api/streams.ts';
import { Trouble } from '../parts/Trouble.tsx';
import { useTitle } from '../parts/useTitle.ts';
import { now } from '../system/clock.ts';
import { formatMoment } from '../text/moment.ts';
import { readPlace } from './address.ts';
import { CalendarButton } from './calendar/CalendarButton.tsx';
import { keepAddress } from './keepAddress.ts';
import { Controls } from './player/Controls.tsx';
import { Notices } from './player/Notices.tsx';
import player from './player/Player.module.css';
import { usePlayer } from './player/usePlayer.ts';
import { usePlayerKeys } from './player/usePlayerKeys.ts';
import styles from './StreamView.module.css';
import { SelectionTools } from './selection/SelectionTools.tsx';
import { Legend } from './timeline/Legend.tsx';
import { centre } from './timeline/model/Viewport.ts';
import { Timeline } from './timeline/Timeline.tsx';
import { TimelineStore } from './timeline/TimelineStore.ts';
import { ZoomButtons } from './timeline/ZoomButtons.tsx';

const HOUR_MS = 3_600_000;

/** One stream: its player over its timeline. The address says the moment; the browser's way back leads to the one before. */
export default function StreamView({ stream }: { readonly stream: string }) {
  useTitle(stream);
  const { data, error, refetch } = useStream(stream);
  const store = useMemo(() => openStore(stream), [stream]);
  const playing = usePlayer({ stream, store, newestMs: data?.state?.newestFragmentMs });
  const { video, still, live, step, goLive } = playing;
  usePlayerKeys({ video, onStep: step, onLive: goLive, frameSeconds: playing.frameSeconds });
  useEffect(() => keepAddress(store, live), [store, live]);

  if (data === undefined && error !== null) return <Trouble error={error} retry={refetch} />;
  return (
    <div className={styles.view}>
      <h1 className={styles.name}>{stream}</h1>
      <div className={player.player}>
        <video ref={video} muted playsInline aria-label={stream} />
        <canvas ref={still} hidden />
        <Clock store={store} />
        <Notices {...playing} />
      </div>
      <Controls video={video} live={live} onLive={goLive} onStep={step} />
      <ZoomButtons store={store}>
        <CalendarButton stream={stream} store={store} onMoment={playing.goTo} />
      </ZoomButtons>
      <Timeline stream={stream} store={store} onSeek={playing.show} onKnown={playing.know} />
      <SelectionTools stream={stream} store={store} />
      <Legend />
    </div>
  );
}

function openStore(_stream: string): TimelineStore {
  const { atMs, spanMs, selection } = readPlace(location.search);
  const middle = atMs ?? now();
  const span = spanMs ?? HOUR_MS;
  return new TimelineStore({
    viewport: centre({ fromMs: 0, toMs: span, width: 800 }, middle),
    playheadMs: middle,
    hoverMs: undefined,
    selection,
  });
}

function Clock({ store }: { readonly store: TimelineStore }) {
  const seconds = useSyncExternalStore(store.subscribe, () => Math.floor(store.get().playheadMs / 1000));
  return <time className={player.clock}>{formatMoment(seconds * 1000)}</time>;
}
