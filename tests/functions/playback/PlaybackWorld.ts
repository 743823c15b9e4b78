import { createFile, type ISOFile, MP4BoxBuffer } from 'mp4box';
import { type Fragment, fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { signingKey } from '../../../core/links/SigningKey.ts';
import { signLink } from '../../../core/links/signLink.ts';
import { clipKey, clipManifestKey } from '../../../core/manifests/objectKeys.ts';
import { concatBytes } from '../../../core/matroska/ebml/encode.ts';
import type { Frame } from '../../../core/matroska/StoredFragment.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import { writeCluster } from '../../../core/matroska/write/writeCluster.ts';
import { writeFragmentTags } from '../../../core/matroska/write/writeFragmentTags.ts';
import { writeHeader } from '../../../core/matroska/write/writeHeader.ts';
import { buildMp4 } from '../../../core/mp4/buildMp4.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import { archiveLink } from '../../../core/playback/archiveLink.ts';
import { initialState } from '../../../core/streams/initialState.ts';
import { answerMedia, type MediaAnswer, type MediaPorts } from '../../../functions/playback/steps/answerMedia.ts';
import { archivePlaylist } from '../../../functions/playback/steps/archivePlaylist.ts';
import { ClipIndexes } from '../../../functions/playback/steps/ClipIndexes.ts';
import { LiveFragments } from '../../../functions/playback/steps/LiveFragments.ts';
import type { PlaylistRequest } from '../../../functions/playback/steps/playlistRequest.ts';
import { mediaFragments } from '../../core/matroska/mediaBodies.ts';
import { type MediaPlaylist, readMediaPlaylist } from '../../local/kvs/sessions/mediaPlaylist.ts';
import { MemoryLedger } from '../../simulation/memory/MemoryLedger.ts';
import { MemoryLedgerSpans } from '../../simulation/memory/MemoryLedgerSpans.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';
import { MemoryStreamStore } from '../../simulation/memory/MemoryStreamStore.ts';

export const STREAM = 'front-door';
export const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/front-door/1700000000000';
export const KEY = signingKey(Buffer.alloc(32, 7));

/** A fragment as a camera sent it. */
export interface SentFragment extends Fragment {
  readonly tracks: readonly Track[];
  /** Times count from the fragment's beginning. */
  readonly frames: readonly Frame[];
}

/** A sample of what is played, in milliseconds of the presentation. */
export interface PlayedSample {
  readonly track: number;
  readonly shownMs: number;
  readonly decodedMs: number;
  readonly endsMs: number;
  readonly bytes: number;
}

/** Archived clips and what KVS still has, in memory, with the real steps of playback over them. */
export class PlaybackWorld {
  nowMs = Date.UTC(2026, 10, 22);
  readonly objects = new MemoryObjectStore();
  readonly ledger = new MemoryLedger();
  readonly streams = new MemoryStreamStore();
  /** What KVS lists and gives back. */
  inKvs: SentFragment[] = [];
  /** Fragments that were read from KVS. */
  readsOfKvs = 0;
  #sent = 0;

  ports(): MediaPorts {
    const base = {
      objects: this.objects,
      ledger: this.ledger,
      names: { arnsOf: async (name: string) => (name === STREAM ? [ARN] : []) },
      workBucket: 'work',
      clock: { now: () => this.nowMs },
    };
    const source = {
      list: (_: unknown, range: { startMs: number; endMs: number }) => this.#list(range),
      fragments: async (_: unknown, [number]: readonly string[]) => this.#read(number),
    };
    return {
      ...base,
      keys: { keys: async () => [KEY] },
      signer: {
        queryFor: async ({ packageId, expiresMs }) => `Policy=${packageId}-${expiresMs}&Signature=s&Key-Pair-Id=K`,
      },
      deliveryBucket: 'delivery',
      spans: new MemoryLedgerSpans(this.ledger),
      streams: this.streams,
      source,
      indexes: new ClipIndexes(base),
      live: new LiveFragments(source),
    };
  }

  /** Footage of a fixture from a camera, none of it archived. */
  send(fixture: string, startMs: number, count: number): SentFragment[] {
    const { tracks, fragments: groups } = mediaFragments(fixture);
    const whole = groups.length > 2 ? groups.slice(1, -1) : groups;
    let at = startMs;
    const sent = Array.from({ length: count }, (_, index): SentFragment => {
      const group = whole[index % whole.length];
      const frames = (group?.frames ?? []).map((frame) => ({
        ...frame,
        timeMs: Math.round(frame.timeMs - (group?.timeMs ?? 0)),
      }));
      const pictures = frames.filter(({ trackNumber }) => trackNumber === 1).map(({ timeMs }) => timeMs);
      const lengthMs = Math.max(...pictures);
      this.#sent += 1;
      const number = fragmentNumber(`91343852333181432392682062607743920146${String(this.#sent).padStart(9, '0')}`);
      const fragment = {
        number,
        producerMs: producerMs(at),
        serverMs: serverMs(at + 300),
        lengthMs,
        bytes: 1000,
        tracks,
        frames,
      };
      at += lengthMs + Math.round(lengthMs / Math.max(1, pictures.length - 1));
      return fragment;
    });
    this.inKvs.push(...sent);
    return sent;
  }

  /** Archives fragments as one clip; KVS keeps them. */
  async archive(fragments: readonly SentFragment[], row: object = {}): Promise<string> {
    const [first] = fragments;
    const last = fragments.at(-1);
    if (first === undefined || last === undefined) throw new Error('a clip has a fragment');
    const planId = planIdOf(String(first.number).slice(-12).padStart(12, '0'));
    const named = { streamName: STREAM, startProducerMs: first.producerMs, planId };
    const parts: Uint8Array[] = [];
    const source = {
      count: fragments.length,
      read: async (index: number) => {
        const fragment = fragments[index] ?? first;
        return {
          tracks: fragment.tracks,
          frames: fragment.frames,
          clusterTimecodeMs: 0,
          producerMs: fragment.producerMs,
        };
      },
    };
    await buildMp4(source, { write: (_, bytes) => void parts.push(bytes) }, { creationTimeMs: first.producerMs });
    const bytes = concatBytes(parts);
    const key = clipKey(named);
    const endProducerMs = producerMs(last.producerMs + last.lengthMs);
    const clip = { key, bytes: bytes.length, sha256: '0'.repeat(64) };
    const manifest = {
      version: 1,
      planId,
      streamName: STREAM,
      streamArn: ARN,
      clip: {
        ...clip,
        startProducerMs: first.producerMs,
        endProducerMs,
        durationMs: 1,
        codec: 'avc1',
        width: 1,
        height: 1,
        source: 'FRAGMENTS',
      },
      fragments: fragments.map(({ number, producerMs: at, serverMs: got, lengthMs, bytes: size }) => ({
        number,
        producerMs: at,
        serverMs: got,
        lengthMs,
        bytes: size,
      })),
    };
    await this.objects.putIfAbsent({ bucket: 'archive', key }, bytes);
    await this.objects.putIfAbsent(
      { bucket: 'archive', key: clipManifestKey(named) },
      Buffer.from(JSON.stringify(manifest)),
    );
    await this.ledger.putClip({
      kind: 'clip',
      streamArn: ARN,
      streamName: STREAM,
      planId,
      startProducerMs: first.producerMs,
      endProducerMs,
      numbers: fragments.map(({ number }) => number),
      writtenMs: this.nowMs,
      clip: { bucket: 'archive', ...clip },
      source: 'FRAGMENTS',
      ...row,
    });
    return planRowKey({ endProducerMs, planId });
  }

  /** The stream as the archive knows it. */
  async enrol(): Promise<void> {
    await this.streams.create(
      initialState(
        { streamName: STREAM, streamArn: ARN, createdMs: serverMs(1_700_000_000_000), retentionHours: 24 },
        0,
        serverMs(0),
      ),
    );
  }

  async playlist(request: PlaylistRequest, ports = this.ports()): Promise<MediaPlaylist> {
    const { text } = await archivePlaylist(STREAM, request, '', ports);
    return readMediaPlaylist(text);
  }

  async get(path: string, request: PlaylistRequest, ports = this.ports()): Promise<MediaAnswer> {
    const token = signLink(KEY, archiveLink({ stream: STREAM, ...request }, this.nowMs));
    return answerMedia({ method: 'GET', path: `/archive/${token}/${path}`, acceptEncoding: '' }, ports);
  }

  /** Plays all of a playlist, run by run between its discontinuities. */
  async play(playlist: MediaPlaylist, request: PlaylistRequest, ports = this.ports()) {
    const runs: { map: string; parts: Uint8Array[] }[] = [];
    const load = async (path: string): Promise<Uint8Array> => {
      const { statusCode, parts } = await this.get(path, request, ports);
      if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${Buffer.concat(parts).toString()}`);
      return Buffer.concat(parts);
    };
    for (const { uri, map = '', isDiscontinuous } of playlist.segments) {
      if (runs.length === 0 || isDiscontinuous) runs.push({ map, parts: [await load(map)] });
      runs.at(-1)?.parts.push(await load(uri));
    }
    // One by one: mp4box goes by the time of the first segment that it is given, and counts on from there.
    return runs.map(({ parts: [init = new Uint8Array(0), ...media] }) => {
      const read = media.map((part) => samplesOf(Buffer.concat([init, part])));
      return { codecs: read[0]?.codecs ?? [], samples: read.flatMap(({ samples }) => samples) };
    });
  }

  async *#list({ startMs, endMs }: { startMs: number; endMs: number }): AsyncIterable<Fragment[]> {
    yield this.inKvs.filter(({ producerMs: at }) => at >= startMs && at <= endMs).reverse();
  }

  #read(number: string | undefined): AsyncIterable<Uint8Array> {
    const found = this.inKvs.find((each) => each.number === number);
    this.readsOfKvs += 1;
    const bytes =
      found === undefined
        ? new Uint8Array(0)
        : concatBytes([
            writeHeader({ tracks: found.tracks, title: STREAM }),
            writeFragmentTags({ fragmentNumber: found.number, producerMs: found.producerMs, serverMs: found.serverMs }),
            writeCluster({
              timecodeMs: found.producerMs,
              blocks: found.frames.map((frame) => ({ ...frame, timeMs: frame.timeMs + found.producerMs })),
              size: 'unknown',
            }),
          ]);
    return (async function* () {
      yield bytes;
    })();
  }
}

/** What mp4box finds in an init segment and the media segments behind it. */
export function samplesOf(bytes: Uint8Array): { codecs: string[]; samples: PlayedSample[] } {
  const file: ISOFile = createFile();
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(bytes).buffer, 0));
  file.flush();
  const { tracks } = file.getInfo();
  return {
    codecs: tracks.map(({ codec }) => codec),
    samples: tracks.flatMap(({ id, timescale }) =>
      file.getTrackSamplesInfo(id).map(({ cts, dts, duration, size }) => ({
        track: id,
        shownMs: (cts * 1000) / timescale,
        decodedMs: (dts * 1000) / timescale,
        endsMs: ((dts + duration) * 1000) / timescale,
        bytes: size,
      })),
    ),
  };
}
