import { BufferSource, EncodedPacketSink, Input, MATROSKA } from 'mediabunny';

/** A track of a Matroska file. */
export interface BundleTrack {
  readonly number: number;
  readonly packets: number;
  readonly keyPackets: number;
  readonly media: Buffer;
}

/** Reads a Matroska file with mediabunny: every packet of every track, to the last. */
export async function decodeBundle(bytes: Uint8Array): Promise<BundleTrack[]> {
  const input = new Input({ formats: [MATROSKA], source: new BufferSource(bytes) });
  const found: BundleTrack[] = [];
  for (const track of await input.getTracks()) {
    const media: Uint8Array[] = [];
    let keyPackets = 0;
    for await (const packet of new EncodedPacketSink(track).packets()) {
      media.push(packet.data);
      if (packet.type === 'key') keyPackets++;
    }
    found.push({ number: track.id, packets: media.length, keyPackets, media: Buffer.concat(media) });
  }
  return found;
}
