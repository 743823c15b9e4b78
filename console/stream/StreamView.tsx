import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useArchive } from '../api/ArchiveContext.ts';
import { playlistOf } from '../api/playlists.ts';
import { useStream } from '../api/streams.ts';
import { useToken } from '../api/TokenContext.ts';
import { Trouble } from '../parts/Trouble.tsx';
import { now } from '../system/clock.ts';
import { fill } from '../text/format.ts';
import { formatMoment } from '../text/moment.ts';
import { useText } from '../text/useText.ts';
import { readPlace, writePlace } from './address.ts';
import { Controls } from './player/Controls.tsx';
import { Playback } from './player/Playback.ts';
import player from './player/Player.module.css';
import { type Source, sourceAfter, sourceFor } from './player/Source.ts';
import { playerKey } from './playerKeys.ts';
import styles from './StreamView.module.css';
import { SelectionTools } from './selection/SelectionTools.tsx';
import { Legend } from './timeline/Legend.tsx';
import { type Footage, NO_FOOTAGE } from './timeline/model/Footage.ts';
import { type Seek, seek } from './timeline/model/seek.ts';
import { centre, follow } from './timeline/model/Viewport.ts';
import { Timeline } from './timeline/Timeline.tsx';
import { TimelineStore } from './timeline/TimelineStore.ts';
import { ZoomButtons } from './timeline/ZoomButtons.tsx';

const HOUR_MS = 3_600_000;
/** How long after the last move the address is written. */
const SETTLE_MS = 400;
/** How long what is said of a gap stays, once what comes after it plays. */
const NOTICE_MS = 6000;

type Gap = Extract<Seek, { kind: 'gap' }>;

/** One stream: its player over its timeline. The address says the moment; the browser's way back leads to the one before. */
export default function StreamView({ stream }: { readonly stream: string }) {
  const { app, player: words, timeline } = useText();
  const archive = useArchive();
  const token = useToken();
  const { data, error, refetch } = useStream(stream);
  const video = useRef<HTMLVideoElement>(null);
  const playback = useRef<Playback>(undefined);
  const footage = useRef<Footage>(NO_FOOTAGE);
  const [live, setLive] = useState(false);
  const [gap, setGap] = useState<Gap>();
  const [trouble, setTrouble] = useState<Error>();
  const store = useMemo(() => openStore(stream), [stream]);

  const play = useRef((_source: Source, _atMs?: number): void => undefined);
  play.current = (source, atMs) => {
    setTrouble(undefined);
    setLive(source.kind === 'live');
    playback.current?.load(source, atMs).catch((failure: Error) => setTrouble(failure));
  };

  const show = useRef((_ms: number, _known: Footage): void => undefined);
  show.current = (ms, known) => {
    footage.current = known;
    const found = seek(known, ms);
    setGap(found.kind === 'gap' ? found : undefined);
    const target = found.kind === 'footage' ? ms : found.nextMs;
    store.set({ playheadMs: ms, viewport: follow(store.get().viewport, ms) });
    if (target === undefined) {
      video.current?.pause();
      return;
    }
    const present = playback.current?.source;
    const source = sourceFor(target, now(), present?.kind === 'live' ? undefined : present);
    if (source !== present || playback.current?.seek(target) !== true) play.current(source, target);
    setLive(false);
  };

  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const opened = new Playback({
      video: element,
      address: (source) => playlistOf(archive, stream, source),
      token,
      onTrouble: setTrouble,
      onEnd: (source) => {
        const next = sourceAfter(source, now());
        if (next !== undefined) play.current(next);
      },
      onMoment: (ms) => {
        const { viewport } = store.get();
        store.set({ playheadMs: ms, viewport: element.paused ? viewport : follow(viewport, ms) });
        if (!element.paused)
          setGap((told) => (told?.nextMs === undefined || isBehind(told.nextMs, ms) ? undefined : told));
      },
    });
    playback.current = opened;
    const { atMs } = readPlace(location.search);
    if (atMs === undefined) play.current({ kind: 'live' });
    else play.current(sourceFor(atMs, now(), undefined), atMs);
    return () => opened.close();
  }, [archive, token, stream, store]);

  useEffect(() => keepAddress(store, () => playback.current?.source?.kind === 'live'), [store]);
  useEffect(() => {
    const back = (): void => {
      const { atMs, selection } = readPlace(location.search);
      store.set({ selection });
      if (atMs === undefined) play.current({ kind: 'live' });
      else show.current(atMs, footage.current);
    };
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, [store]);

  const asked = useRef(readPlace(location.search).atMs);
  const know = (known: Footage): void => {
    footage.current = known;
    // The address may name a moment of which there is none: what comes next plays already.
    if (asked.current === undefined) return;
    const found = seek(known, asked.current);
    asked.current = undefined;
    if (found.kind === 'gap') setGap(found);
  };
  const step = (ms: number): void => show.current(store.get().playheadMs + ms, footage.current);
  const goLive = (): void => {
    setGap(undefined);
    store.set({ viewport: centre(store.get().viewport, now()) });
    play.current({ kind: 'live' });
  };
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      const { target } = event;
      const typing = target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]');
      const pressed = event.key === ' ' && target instanceof HTMLElement && target.closest('button, a, summary');
      if (typing || pressed || event.ctrlKey || event.metaKey || event.altKey || video.current === null) return;
      if (playerKey(event.key, { video: video.current, onStep: step, onLive: goLive })) event.preventDefault();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });

  if (data === undefined && error !== null) return <Trouble error={error} retry={refetch} />;
  return (
    <div className={styles.view}>
      <h1 className={styles.name}>{stream}</h1>
      <div className={player.player}>
        <video ref={video} muted playsInline aria-label={stream} />
        <Clock store={store} />
        {gap !== undefined && (
          <div role="status" className={player.notice}>
            {fill(words.gap, { reason: timeline.reasons[gap.reason as keyof typeof timeline.reasons] ?? gap.reason })}{' '}
            {gap.nextMs === undefined ? words.noNext : fill(words.next, { time: formatMoment(gap.nextMs) })}
          </div>
        )}
        {trouble !== undefined && (
          <div role="alert" className={player.notice}>
            {fill(words.trouble, { message: trouble.message })}
            <button type="button" onClick={() => show.current(store.get().playheadMs, footage.current)}>
              {app.retry}
            </button>
          </div>
        )}
      </div>
      <Controls video={video} live={live} onLive={goLive} onStep={step} />
      <ZoomButtons store={store} />
      <Timeline stream={stream} store={store} onSeek={(ms, known) => show.current(ms, known)} onKnown={know} />
      <SelectionTools stream={stream} store={store} />
      <Legend />
    </div>
  );
}

/** Whether what follows a gap has been seen long enough, or something else altogether is seen. */
const isBehind = (nextMs: number, ms: number): boolean => ms >= nextMs + NOTICE_MS;

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

/** Writes the address a moment after the last move; while something plays, it does not change by itself. */
function keepAddress(store: TimelineStore, isLive: () => boolean): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    const { playheadMs, viewport, selection } = store.get();
    const place = { atMs: isLive() ? undefined : playheadMs, spanMs: viewport.toMs - viewport.fromMs, selection };
    history.replaceState(history.state, '', `?${writePlace(place)}`);
  };
  const unsubscribe = store.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      write();
    }, SETTLE_MS);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

function Clock({ store }: { readonly store: TimelineStore }) {
  const seconds = useSyncExternalStore(store.subscribe, () => Math.floor(store.get().playheadMs / 1000));
  return <time className={player.clock}>{formatMoment(seconds * 1000)}</time>;
}
