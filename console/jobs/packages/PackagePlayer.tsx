import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Package, usePackage } from '../../api/packages.ts';
import buttons from '../../parts/buttons.module.css';
import { useText } from '../../text/useText.ts';
import { PackagePlayback } from './PackagePlayback.ts';
import styles from './PackagePlayer.module.css';
import { pickEvenly, spritePictures } from './spritePictures.ts';
import { Thumbnail } from './Thumbnail.tsx';

/** As many as fit beside each other on a phone, twice. */
const THUMBNAILS = 8;

type Outputs = NonNullable<Package['outputs']>;

/** The packaged player, as whoever is given the link sees it; its small pictures lead to their moments. */
export default function PackagePlayer({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { packages: words, app } = useText();
  const { data, error } = usePackage(id, true);
  return (
    <>
      {error !== null && <p role="alert">{error.message}</p>}
      {data === undefined && error === null && <p role="status">{app.loading}</p>}
      {data?.outputs !== undefined && <Film outputs={data.outputs} />}
      <div className={buttons.row}>
        {data?.outputs?.original !== undefined && (
          <a className={styles.download} href={data.outputs.original} download={data.fileName ?? `${id}.mp4`}>
            {words.original}
          </a>
        )}
        <button type="button" className={buttons.button} onClick={onClose}>
          {app.close}
        </button>
      </div>
    </>
  );
}

function Film({ outputs: { hls, poster, sprite } }: { readonly outputs: Outputs }) {
  const { packages: words } = useText();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<Error>();
  const [sound, setSound] = useState<HTMLAudioElement>();
  const [muted, setMuted] = useState(false);
  useEffect(() => {
    if (video.current === null) return undefined;
    const playback = new PackagePlayback(video.current, setTrouble);
    playback.load(hls, setSound).catch((error: Error) => {
      if (error.name !== 'AbortError') setTrouble(error);
    });
    return () => playback.close();
  }, [hls]);
  useEffect(() => {
    if (sound !== undefined) sound.muted = muted;
  }, [sound, muted]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: there are none */}
      <video ref={video} className={styles.video} controls playsInline poster={poster} />
      {sound !== undefined && (
        <button type="button" className={buttons.button} aria-pressed={muted} onClick={() => setMuted(!muted)}>
          {words.mute}
        </button>
      )}
      {trouble !== undefined && <p role="alert">{trouble.message}</p>}
      {sprite !== undefined && (
        <Thumbnails
          url={sprite}
          onChoose={(seconds) => {
            if (video.current !== null) video.current.currentTime = seconds;
          }}
        />
      )}
    </>
  );
}

function Thumbnails({ url, onChoose }: { readonly url: string; readonly onChoose: (seconds: number) => void }) {
  const { packages: words } = useText();
  const { data } = useQuery({
    queryKey: ['sprite', url],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const answer = await fetch(url, { signal });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      return spritePictures(await answer.text(), url);
    },
  });
  if (data === undefined || data.length === 0) return null;
  return (
    <ul className={styles.thumbnails} aria-label={words.thumbnails}>
      {pickEvenly(data, THUMBNAILS).map((picture) => (
        <li key={picture.startSeconds}>
          <Thumbnail picture={picture} onChoose={() => onChoose(picture.startSeconds)} />
        </li>
      ))}
    </ul>
  );
}
