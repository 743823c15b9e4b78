import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { createFile, type ISOFile, MP4BoxBuffer } from 'mp4box';

/** A sample as an independent reader finds it. */
export interface ReadPacket {
  readonly timeMs: number;
  readonly keyframe: boolean;
  readonly data: Uint8Array;
}

/** Every sample of every track, in the order in which they are decoded, by mediabunny. */
export async function readPackets(bytes: Uint8Array): Promise<ReadPacket[][]> {
  const input = new Input({ formats: [MP4], source: new BufferSource(bytes) });
  return Promise.all(
    (await input.getTracks()).map(async (track) => {
      const packets: ReadPacket[] = [];
      for await (const packet of new EncodedPacketSink(track).packets()) {
        packets.push({
          timeMs: Math.round(packet.timestamp * 1000),
          keyframe: packet.type === 'key',
          data: packet.data,
        });
      }
      return packets;
    }),
  );
}

/** The file as mp4box reads it. */
export function mp4boxFile(bytes: Uint8Array): ISOFile {
  const file = createFile();
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes.slice().buffer, 0));
  file.flush();
  return file;
}
