import { ALL_FORMATS, EncodedPacketSink, Input, UrlSource } from 'mediabunny';
import { Fault } from './channel.mjs';

/** Of a source that is kept in memory while it is read. */
const CACHE_BYTES = 16 * 1024 * 1024;
const READ_TRIES = 4;

function open(url) {
  return new Input({
    formats: ALL_FORMATS,
    source: new UrlSource(url, {
      maxCacheSize: CACHE_BYTES,
      getRetryDelay: (tries) => (tries < READ_TRIES ? 0.2 * 2 ** tries : null),
    }),
  });
}

/** Whether the last packet of a track is there, which an index may promise of a file that was cut off. */
async function endsEarly(track) {
  const last = await new EncodedPacketSink(track).getPacket(Number.POSITIVE_INFINITY);
  return last === null || last === undefined;
}

/** Opens a source and tells what it is. @throws Fault where it is nothing that can be transcoded */
export async function probe(url, index) {
  const input = open(url);
  if (!(await input.canRead())) throw new Fault('no-parser', 'no parser found for container', index);
  const mime = await input.getMimeType().catch(() => '');
  const tracks = await input.getTracks();
  const isMovie = /mp4|quicktime/.test(mime);
  if (tracks.length === 0) throw new Fault(isMovie ? 'no-index' : 'no-video', 'no tracks', index);
  const video = await input.getPrimaryVideoTrack();
  if (video === null || video === undefined) throw new Fault('no-video', 'no video track', index);
  if (video.codec === null) throw new Fault('video-codec', String(video.internalCodecId ?? 'unknown'), index);
  const audio = await input.getPrimaryAudioTrack();
  for (const track of [video, audio ?? undefined]) {
    if (track !== undefined && (await endsEarly(track))) throw new Fault('cut-off', 'it ends before its end', index);
  }
  const stats = await video.computePacketStats(120);
  const start = Math.max(
    0,
    Math.min(await video.getFirstTimestamp(), audio ? await audio.getFirstTimestamp() : Infinity),
  );
  return {
    input,
    video,
    audio: audio ?? undefined,
    start,
    probed: {
      start,
      durationMs: Math.round(
        (Math.max(await video.computeDuration(), audio ? await audio.computeDuration() : 0) - start) * 1000,
      ),
      video: {
        codec: video.codec,
        width: video.codedWidth,
        height: video.codedHeight,
        rotation: video.rotation,
        frameRate: stats.averagePacketRate,
      },
      ...(audio
        ? { audio: { codec: audio.codec ?? 'unknown', channels: audio.numberOfChannels, sampleRate: audio.sampleRate } }
        : {}),
    },
  };
}
