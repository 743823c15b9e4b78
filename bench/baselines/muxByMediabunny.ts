import {
  BufferSource,
  BufferTarget,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MATROSKA,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';

/** The MP4 of a Matroska file, both in memory, nothing encoded again; answers its bytes. */
export async function muxByMediabunny(matroska: Uint8Array): Promise<number> {
  const input = new Input({ source: new BufferSource(matroska), formats: [MATROSKA] });
  const track = await input.getPrimaryVideoTrack();
  const decoderConfig = await track?.getDecoderConfig();
  if (!track || !decoderConfig) throw new Error('mediabunny finds no video');
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source);
  await output.start();
  const first = await track.getFirstTimestamp();
  for await (const packet of new EncodedPacketSink(track).packets()) {
    await source.add(packet.clone({ timestamp: packet.timestamp - first }), { decoderConfig });
  }
  await output.finalize();
  return target.buffer?.byteLength ?? 0;
}
