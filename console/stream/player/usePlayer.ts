import { useEffect, useRef, useState } from 'react';
import { useArchive } from '../../api/ArchiveContext.ts';
import { playlistOf } from '../../api/playlists.ts';
import { useToken } from '../../api/TokenContext.ts';
import { now } from '../../system/clock.ts';
import { readPlace } from '../address.ts';
import { type Footage, NO_FOOTAGE, type Span } from '../timeline/model/Footage.ts';
import { type Seek, seek } from '../timeline/model/seek.ts';
import { centre, follow } from '../timeline/model/Viewport.ts';
import type { TimelineStore } from '../timeline/TimelineStore.ts';
import { Playback } from './Playback.ts';
import { isLive, type Source, sourceAfter, sourceFor } from './Source.ts';

/** A wish for what is newer than that is one for what happens now. */
const NOW_MS = 15_000;
/** Where the newest footage of a camera that is silent begins to play. */
const NEWEST_MS = 30_000;
/** How long what is said of a gap stays, once what comes after it plays. */
const NOTICE_MS = 6000;

type Gap = Extract<Seek, { kind: 'gap' }>;

export interface PlayerOptions {
  readonly stream: string;
  readonly store: TimelineStore;
  /** When the newest footage was recorded, as far as that is known. */
  readonly newestMs: number | undefined;
}

/** What plays over a timeline: the moment of the address, else live; and what may be asked of it. */
export function usePlayer({ stream, store, newestMs }: PlayerOptions) {
  const archive = useArchive();
  const token = useToken();
  const video = useRef<HTMLVideoElement>(null);
  const still = useRef<HTMLCanvasElement>(null);
  const playback = useRef<Playback>(undefined);
  const footage = useRef<Footage>(NO_FOOTAGE);
  const newest = useRef(newestMs);
  newest.current = newestMs;
  const [live, setLive] = useState(false);
  const [silent, setSilent] = useState(false);
  const [gap, setGap] = useState<Gap>();
  const [trouble, setTrouble] = useState<Error>();
  const asked = useRef(readPlace(location.search).atMs);

  const play = useRef((_source: Source, _atMs?: number): void => undefined);
  const failed = useRef((_failure: Error, _source: Source): void => undefined);
  play.current = (source, atMs) => {
    setTrouble(undefined);
    setSilent(false);
    setLive(source.kind === 'live');
    playback.current?.load(source, atMs).catch((failure: Error) => failed.current(failure, source));
  };
  failed.current = (failure, source) => {
    const ms = newest.current;
    if (source.kind !== 'live' || ms === undefined || ms > now() - NEWEST_MS) {
      setTrouble(failure);
      return;
    }
    // A camera that is silent has no live session: what it sent last is what there is to see.
    play.current(sourceFor(ms - NEWEST_MS, now(), undefined), ms - NEWEST_MS);
    setSilent(true);
  };

  // It may be known a moment after live could not be played.
  const isKnown = newestMs !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it becomes known, and then no more
  useEffect(() => {
    if (isKnown && live && trouble !== undefined) failed.current(trouble, { kind: 'live' });
  }, [isKnown]);

  const show = useRef((_ms: number, _known: Footage): void => undefined);
  show.current = (ms, known) => {
    if (ms > now() - NOW_MS) return goLive();
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
    const source = sourceFor(target, now(), present);
    // A playlist that lacks what the timeline shows is older than that: another one has it.
    if (source !== present) play.current(source, target);
    else if (playback.current?.seek(target) !== true) play.current(sourceFor(target, now(), undefined), target);
  };

  const goTo = useRef((_ms: number, _view?: Span): void => undefined);
  goTo.current = (ms, view) => {
    const { viewport } = store.get();
    asked.current = ms;
    setGap(undefined);
    const shown = view === undefined ? viewport : { ...viewport, fromMs: view.startMs, toMs: view.endMs };
    store.set({ playheadMs: ms, viewport: follow(shown, ms) });
    play.current(sourceFor(ms, now(), undefined), ms);
  };

  useEffect(() => {
    const [element, over] = [video.current, still.current];
    if (element === null || over === null) return undefined;
    const opened = new Playback({
      video: element,
      still: over,
      address: (source) => playlistOf(archive, stream, source),
      token,
      onTrouble: (failure, source) => failed.current(failure, source),
      onEnd: (source, endMs) => {
        const next = sourceAfter(source, now(), endMs === undefined);
        if (next?.kind === 'archive') play.current(next, endMs ?? next.fromMs);
      },
      onMoment: (ms) => {
        const { viewport } = store.get();
        store.set({ playheadMs: ms, viewport: element.paused ? viewport : follow(viewport, ms) });
        if (element.paused || opened.source === undefined) return;
        const isNow = isLive(opened.source, ms, opened.edge, now());
        setLive(isNow);
        // Whoever has caught up can go no faster than the camera.
        if (isNow && element.playbackRate > 1) element.playbackRate = 1;
        setGap((told) => (told?.nextMs === undefined || ms >= told.nextMs + NOTICE_MS ? undefined : told));
      },
    });
    playback.current = opened;
    const { atMs } = readPlace(location.search);
    if (atMs === undefined) play.current({ kind: 'live' });
    else play.current(sourceFor(atMs, now(), undefined), atMs);
    return () => opened.close();
  }, [archive, token, stream, store]);

  useEffect(() => {
    const back = (): void => {
      const { atMs, selection } = readPlace(location.search);
      store.set({ selection });
      if (atMs === undefined) play.current({ kind: 'live' });
      else goTo.current(atMs);
    };
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, [store]);

  function goLive(): void {
    setGap(undefined);
    store.set({ viewport: centre(store.get().viewport, now()) });
    play.current({ kind: 'live' });
  }
  return {
    video,
    still,
    live,
    silent,
    gap,
    trouble,
    goLive,
    /** Shows a moment of which it is not known what is there; the timeline over a span about it, where that is given. */
    goTo: (ms: number, view?: Span) => goTo.current(ms, view),
    show: (ms: number, known: Footage) => show.current(ms, known),
    step: (ms: number) => show.current(store.get().playheadMs + ms, footage.current),
    retry: () => (live ? goLive() : show.current(store.get().playheadMs, footage.current)),
    frameSeconds: () => playback.current?.frameSeconds ?? 0,
    /** Footage is known, for the first time or anew: the address may name a moment of which there is none. */
    know: (known: Footage): void => {
      footage.current = known;
      if (asked.current === undefined) return;
      const found = seek(known, asked.current);
      asked.current = undefined;
      if (found.kind === 'gap') setGap(found);
    },
  };
}
