import type { MadePiece, ProbedSource, TrackName } from '../../transcode/TranscodeOrder.ts';
import type { OutputGroupDetail } from '../jobs/JobRecord.ts';
import type { JobPlan } from '../jobs/planJob.ts';
import { type S3Place, urlOf } from '../jobs/S3Place.ts';
import { TrackWriter } from './TrackWriter.ts';
import {
  imagePlaylist,
  mediaPlaylist,
  multivariantPlaylist,
  type WrittenAudio,
  type WrittenVideo,
} from './writePlaylists.ts';

/** Puts an object into the bucket of the ladder, or of a group of captures. */
export type Put = (key: string, body: Uint8Array, contentType: string) => Promise<void>;

const PLAYLIST_TYPE = 'application/x-mpegURL';
const JPEG = 'image/jpeg';
/** Documented: user guide, "Frame capture": the number of a picture has seven digits and begins with 0. */
const PICTURE_DIGITS = 7;
/** Assumed: how the sheets of image-based trick play are called is documented nowhere; players find them by playlist. */
const IMAGES = '_images';
const SHEET_DIGITS = 9;

/**
 * Writes what comes out of a transcoder where the service writes it, as soon as it is there: segments, pictures, and at
 * the end the playlists. Names: observed for CMAF (`{base}{modifier}init.cmfv`, `…_000000001.cmfv`), documented for
 * captured pictures (`{base}{modifier}.0000000.jpg`).
 */
export class OutputWriter {
  readonly #plan: JobPlan;
  readonly #putTo: (place: S3Place, body: Uint8Array, contentType: string) => Promise<void>;
  readonly #tracks = new Map<TrackName, TrackWriter>();
  readonly #captured: number[];
  readonly #sheets: { readonly name: string; readonly bytes: number }[] = [];
  #sources: readonly ProbedSource[] = [];

  constructor(plan: JobPlan, put: (place: S3Place, body: Uint8Array, contentType: string) => Promise<void>) {
    this.#plan = plan;
    this.#putTo = put;
    this.#captured = plan.captures.map(() => 0);
    const { base, segmentSeconds, video, audio } = plan.ladder;
    const putHere: Put = (key, body, type) => put({ bucket: base.bucket, key }, body, type);
    video.forEach(({ modifier }, index) => {
      this.#tracks.set(index, new TrackWriter(`${base.key}${modifier}`, 'cmfv', segmentSeconds, putHere));
    });
    if (audio !== undefined) {
      this.#tracks.set('audio', new TrackWriter(`${base.key}${audio.modifier}`, 'cmfa', segmentSeconds, putHere));
    }
  }

  get sources(): readonly ProbedSource[] {
    return this.#sources;
  }

  async take(piece: MadePiece): Promise<void> {
    switch (piece.kind) {
      case 'probed':
        this.#sources = piece.sources;
        return;
      case 'init':
        return await this.#tracks.get(piece.track)?.init(piece.bytes, piece.codec);
      case 'fragment':
        return await this.#tracks.get(piece.track)?.fragment(piece.bytes, piece.seconds);
      case 'picture': {
        const plan = this.#plan.captures[piece.capture];
        const number = this.#captured[piece.capture] ?? 0;
        this.#captured[piece.capture] = number + 1;
        if (plan !== undefined) await this.#putTo(captureOf(plan.base, number), piece.bytes, JPEG);
        return;
      }
      case 'sheet': {
        const { base } = this.#plan.ladder;
        const key = `${base.key}${IMAGES}_${String(this.#sheets.length + 1).padStart(SHEET_DIGITS, '0')}.jpg`;
        this.#sheets.push({ name: key.slice(key.lastIndexOf('/') + 1), bytes: piece.bytes.length });
        return await this.#putTo({ bucket: base.bucket, key }, piece.bytes, JPEG);
      }
      case 'progress':
        return;
    }
  }

  /** Writes the playlists, and tells what there is, as the service does in its event. */
  async end(): Promise<readonly OutputGroupDetail[]> {
    const { ladder } = this.#plan;
    const put = (key: string, text: string): Promise<void> =>
      this.#putTo({ bucket: ladder.base.bucket, key }, Buffer.from(text), PLAYLIST_TYPE);
    const video: (WrittenVideo & { readonly key: string })[] = [];
    for (const [index, { width, height }] of ladder.video.entries()) {
      const written = await this.#tracks.get(index)?.end();
      if (written !== undefined) video.push({ ...written, width, height, frameRate: this.#frameRate() });
    }
    const sound = await this.#tracks.get('audio')?.end();
    let audio: (WrittenAudio & { readonly key: string }) | undefined;
    if (sound !== undefined && sound.segments.length > 0 && ladder.audio !== undefined) {
      audio = { ...sound, groupId: ladder.audio.groupId, channels: ladder.audio.channels };
    }
    if (ladder.writesHls) {
      for (const track of [...video, ...(audio === undefined ? [] : [audio])])
        await put(track.key, mediaPlaylist(track));
      const images = await this.#images(put);
      await put(`${ladder.base.key}.m3u8`, multivariantPlaylist(video, audio, images));
    }
    return this.#details();
  }

  #frameRate(): number {
    const { frameRate } = this.#plan.order;
    if (frameRate !== 'source') return frameRate.numerator / frameRate.denominator;
    return this.#sources[0]?.video.frameRate ?? 0;
  }

  /** Seconds of the first size of the picture. */
  get seconds(): number {
    return this.#tracks.get(0)?.seconds ?? 0;
  }

  async #images(put: (key: string, text: string) => Promise<void>) {
    const { sprite } = this.#plan.order;
    if (sprite === undefined || this.#sheets.length === 0) return undefined;
    const { base } = this.#plan.ladder;
    const sheetSeconds = sprite.columns * sprite.rows * sprite.everySeconds;
    const sheets = this.#sheets.map(({ name }, index) => ({
      name,
      seconds: Math.max(0.001, Math.min(sheetSeconds, this.seconds - index * sheetSeconds)),
    }));
    const key = `${base.key}${IMAGES}.m3u8`;
    await put(key, imagePlaylist(sheets, sprite));
    const bytes = this.#sheets.reduce((sum, sheet) => sum + sheet.bytes, 0);
    return {
      playlist: key.slice(key.lastIndexOf('/') + 1),
      bandwidth: Math.ceil((bytes * 8) / Math.max(1, this.seconds)),
      width: sprite.width,
      height: sprite.height,
    };
  }

  /** Documented: user guide, "Output file names and paths": a CMAF group names its playlists, a file group its last file. */
  #details(): readonly OutputGroupDetail[] {
    const durationInMs = Math.round(this.seconds * 1000);
    const { ladder, captures, order } = this.#plan;
    const details: OutputGroupDetail[] = [];
    details[ladder.group] = {
      outputDetails: [
        ...ladder.video.map(({ width, height }) => ({
          durationInMs,
          videoDetails: { widthInPx: width, heightInPx: height },
        })),
        ...(ladder.audio === undefined ? [] : [{ durationInMs }]),
      ],
      playlistFilePaths: [urlOf({ ...ladder.base, key: `${ladder.base.key}.m3u8` })],
      type: 'CMAF_GROUP',
    };
    captures.forEach(({ group, base }, index) => {
      const { width = 0, height = 0 } = order.captures[index] ?? {};
      const last = Math.max(0, (this.#captured[index] ?? 1) - 1);
      const made = {
        outputFilePaths: [urlOf(captureOf(base, last))],
        durationInMs,
        videoDetails: { widthInPx: width, heightInPx: height },
      };
      const known = details[group]?.outputDetails ?? [];
      details[group] = { outputDetails: [...known, made], type: 'FILE_GROUP' };
    });
    return details;
  }
}

const captureOf = ({ bucket, key }: S3Place, number: number): S3Place => ({
  bucket,
  key: `${key}.${String(number).padStart(PICTURE_DIGITS, '0')}.jpg`,
});
