import { createFile, MP4BoxBuffer } from 'mp4box';

/** A track as an independent parser reads it. */
export interface DecodedTrack {
  readonly kind: 'video' | 'audio';
  readonly codec: string;
  readonly width: number;
  readonly samples: number;
  readonly syncSamples: number;
  /** Every sample's bytes, one after the other in the order of the file. */
  readonly media: Buffer;
  /** When each sample is shown, in milliseconds. */
  readonly shownMs: readonly number[];
}

/** Reads an MP4 with mp4box: every sample of every track, to the last. */
export function decodeMp4(mp4: Uint8Array): DecodedTrack[] {
  const file = createFile(true);
  const problems: string[] = [];
  file.onError = (_module: string, message: string) => problems.push(message);
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(mp4).buffer, 0), true);
  file.flush();
  const { tracks } = file.getInfo();
  const decoded = tracks.map((track) => {
    const infos = file.getTrackSamplesInfo(track.id);
    const samples = infos.map((_info, index) => file.getTrackSample(track.id, index));
    expect(samples.every((sample) => sample.data?.length === sample.size)).toBe(true);
    return {
      kind: track.video === undefined ? ('audio' as const) : ('video' as const),
      codec: track.codec,
      width: track.video?.width ?? 0,
      samples: samples.length,
      syncSamples: samples.filter((sample) => sample.is_sync).length,
      media: Buffer.concat(samples.map((sample) => sample.data ?? new Uint8Array())),
      shownMs: samples.map((sample) => (sample.cts * 1000) / sample.timescale),
    };
  });
  expect(problems).toEqual([]);
  return decoded;
}
