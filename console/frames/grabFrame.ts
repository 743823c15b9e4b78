import type Hls from 'hls.js';
import { placeOf } from '../stream/player/moments.ts';
import { PATIENT } from '../stream/player/patience.ts';

/** As wide as a tile on a dense screen. */
const WIDTH = 640;
const LIMIT_MS = 60_000;

export interface FrameSource {
  readonly playlistUrl: string;
  /** The moment of the frame; the playlist's last segment where it is left out. */
  readonly atMs?: number | undefined;
  /** For addresses of the API, where it asks for one. */
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

/** A picture of a playlist, of its last segment or of a moment, as JPEG; undefined where the browser cannot play it. */
export async function grabFrame({ playlistUrl, atMs, token, signal }: FrameSource): Promise<Blob | undefined> {
  const { default: HlsPlayer } = await import('hls.js');
  if (!HlsPlayer.isSupported()) return undefined;
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  const hls = new HlsPlayer({
    autoStartLoad: false,
    enableWorker: false,
    maxBufferLength: 1,
    manifestLoadPolicy: PATIENT,
    xhrSetup: (request, address) => {
      if (token !== undefined && new URL(address, location.href).pathname.startsWith('/v1/')) {
        request.setRequestHeader('authorization', `Bearer ${token}`);
      }
    },
  });
  try {
    hls.attachMedia(video);
    hls.loadSource(playlistUrl);
    await picture(hls, HlsPlayer, video, atMs, AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
    return await drawn(video);
  } finally {
    hls.destroy();
    video.removeAttribute('src');
  }
}

function picture(
  hls: Hls,
  { Events, ErrorDetails }: typeof Hls,
  video: HTMLVideoElement,
  atMs: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    hls.on(Events.ERROR, (_, { fatal, details }) => {
      // Of a playlist without segments nothing more is heard.
      if (fatal || details === ErrorDetails.LEVEL_EMPTY_ERROR) reject(new Error(details));
    });
    // A playlist of segments is loaded by itself. Started before, hls.js fetches the head of the first segment, and waits for
    // it for ever once the last one is sought.
    hls.once(Events.LEVEL_LOADED, (_, { details }) => {
      const last = details.fragments.at(-1);
      if (last === undefined) return reject(new Error('the playlist is empty'));
      // hls.js takes a place a little within a segment for that segment, and its very start for the one before.
      const within = last.start + Math.min(0.1, last.duration / 2);
      hls.startLoad((atMs === undefined ? undefined : placeOf(details.fragments, atMs)?.seconds) ?? within);
    });
    video.addEventListener('loadeddata', () => resolve(), { once: true });
  });
}

async function drawn(video: HTMLVideoElement): Promise<Blob | undefined> {
  if (video.videoWidth === 0) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(WIDTH, video.videoWidth);
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
  return blob ?? undefined;
}
