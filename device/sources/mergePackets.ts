import { type EncodedPacket, EncodedPacketSink } from 'mediabunny';
import type { FileTrack } from './FileTrack.ts';

/** A packet with its place in the file's time. */
export interface TimedPacket {
  readonly fileTrack: FileTrack;
  readonly packet: EncodedPacket;
  /** Milliseconds from the first key frame of the video, rounded. */
  readonly atMs: number;
  /** Sound that is left over when all pictures have been given. */
  readonly afterVideo: boolean;
}

interface Lane {
  readonly fileTrack: FileTrack;
  readonly packets: AsyncGenerator<EncodedPacket, void, unknown>;
  next: EncodedPacket | undefined;
  /** Latest time so far: pictures are shown out of the order in which they are decoded. */
  dueMs: number;
}

/**
 * The packets of one round, each track in decoding order, and of two tracks the one that is due first. On a tie the
 * video goes first: what is due with a key frame belongs to its fragment, and what is due before it does not.
 */
export async function* mergePackets(
  tracks: readonly FileTrack[],
  originMs: number,
): AsyncGenerator<TimedPacket, void, undefined> {
  const lanes: Lane[] = tracks.map((fileTrack) => ({
    fileTrack,
    packets: new EncodedPacketSink(fileTrack.input).packets(),
    next: undefined,
    dueMs: Number.NEGATIVE_INFINITY,
  }));
  const advance = async (lane: Lane): Promise<void> => {
    const { value, done } = await lane.packets.next();
    lane.next = done ? undefined : value;
    if (lane.next !== undefined) lane.dueMs = Math.max(lane.dueMs, timeOf(lane.next, originMs));
  };
  try {
    for (const lane of lanes) await advance(lane);
    for (;;) {
      const lane = lanes.filter(({ next }) => next !== undefined).reduce<Lane | undefined>(earlier, undefined);
      if (lane?.next === undefined) return;
      const afterVideo = !lanes.some(({ fileTrack, next }) => fileTrack.track.type === 'video' && next !== undefined);
      yield { fileTrack: lane.fileTrack, packet: lane.next, atMs: timeOf(lane.next, originMs), afterVideo };
      await advance(lane);
    }
  } finally {
    for (const lane of lanes) await lane.packets.return();
  }
}

function earlier(best: Lane | undefined, lane: Lane): Lane {
  return best === undefined || lane.dueMs < best.dueMs ? lane : best;
}

function timeOf(packet: EncodedPacket, originMs: number): number {
  return Math.round(packet.timestamp * 1_000 - originMs);
}
