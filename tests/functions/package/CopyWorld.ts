import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageRecord, PackageSource } from '../../../core/packages/Package.ts';
import type { CopyPorts } from '../../../functions/package/steps/copyPorts.ts';
import { type CopiedSegments, copySegments } from '../../../functions/package/steps/copySegments.ts';
import { readMediaPlaylist } from '../../local/kvs/sessions/mediaPlaylist.ts';
import { PlaybackWorld, type PlayedSample, STREAM, samplesOf } from '../playback/PlaybackWorld.ts';

export const PACKAGE = 'package-0123456789abcdef01234567';
const HLS = `packages/${PACKAGE}/hls/`;

/** A stretch of a package between two of its discontinuities, as a player gets it. */
export interface PlayedRun {
  readonly codecs: readonly string[];
  readonly samples: readonly PlayedSample[];
}

/** Packages that are copied, over the archive of a `PlaybackWorld`. */
export class CopyWorld extends PlaybackWorld {
  record: PackageRecord | undefined;
  /** Percents that were noted. */
  readonly noted: number[] = [];
  /** What was found out besides. */
  readonly notes: object[] = [];

  /** Asks for a span of the stream. */
  askSpan(fromMs: number, toMs: number, segmentSeconds = 6): void {
    this.#ask({ kind: 'archive', streamName: STREAM, fromMs, toMs }, segmentSeconds);
  }

  /** Asks for a file, which stands in the delivery bucket. */
  async askFile(bytes: Uint8Array, segmentSeconds = 6): Promise<void> {
    const key = `packages/${PACKAGE}/original.mp4`;
    await this.objects.putIfAbsent({ bucket: 'delivery', key }, bytes);
    this.#ask({ kind: 'upload', bucket: 'staging', key: 'uploads/a.mp4', fileName: 'a.mp4' }, segmentSeconds, [
      { key, bytes: bytes.length },
    ]);
  }

  copyPorts(over: Partial<CopyPorts> = {}): CopyPorts {
    const { spans, names, indexes } = this.ports();
    return {
      packages: {
        get: async () => this.record,
        note: async (_, notes) => {
          this.notes.push(notes);
          return this.record;
        },
        progress: async (_, percent) => void this.noted.push(percent),
      },
      objects: this.objects,
      spans,
      names,
      indexes,
      workBucket: 'work',
      deliveryBucket: 'delivery',
      clock: { now: () => this.nowMs },
      ...over,
    };
  }

  copy(ports = this.copyPorts()): Promise<CopiedSegments> {
    return copySegments({ packageId: PACKAGE }, ports);
  }

  text(name: string): string {
    return Buffer.from(this.bytesOf(name)).toString('utf8');
  }

  /** @param name below `hls/` */
  bytesOf(name: string): Uint8Array {
    const bytes = this.objects.objects.get(`delivery/${HLS}${name}`);
    if (bytes === undefined) throw new Error(`there is no ${name}`);
    return bytes;
  }

  mediaPlaylist() {
    return readMediaPlaylist(this.text('source/index.m3u8'));
  }

  /** Plays all of it, run by run. */
  playPackage(): PlayedRun[] {
    const runs: { map: string; parts: Uint8Array[] }[] = [];
    for (const { uri, map = '', isDiscontinuous } of this.mediaPlaylist().segments) {
      if (runs.length === 0 || isDiscontinuous) runs.push({ map, parts: [] });
      runs.at(-1)?.parts.push(this.bytesOf(`source/${uri}`));
    }
    // One by one: mp4box goes by the time of the first segment that it is given, and counts on from there.
    return runs.map(({ map, parts }) => {
      const init = this.bytesOf(`source/${map}`);
      const read = parts.map((part) => samplesOf(Buffer.concat([init, part])));
      return { codecs: read[0]?.codecs ?? [], samples: read.flatMap(({ samples }) => samples) };
    });
  }

  #ask(source: PackageSource, segmentSeconds: number, originals: PackageRecord['originals'] = []): void {
    this.record = {
      packageId: PACKAGE,
      version: 1,
      createdMs: this.nowMs,
      source,
      status: 'PROGRESSING',
      percent: 0,
      asked: 'copy',
      segmentSeconds,
      originals,
    };
  }
}

export const mediaFile = (name: string): Uint8Array => readFileSync(join(__dirname, '../../media', name));
