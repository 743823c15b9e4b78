import { EncodedPacketSink } from 'mediabunny';
import { EncodedVideoChunk, VideoDecoder } from 'node-webcodecs';
import { Fault, MICROSECONDS, turn, words } from './channel.mjs';

/** Coded pictures of one source as they are shown, each with its time: `take` closes none of them. */
export async function decode({ video, start }, take) {
  const config = await video.getDecoderConfig();
  if (config === null) throw new Fault('video-codec', video.codec);
  // What the decoder says of a picture's time is not to be had: it names the picture that went in last (1.3.0). They
  // come in order of their times, so the earliest of those that are inside is the one that comes.
  const inside = [];
  const frames = [];
  let failure;
  let lost = 0;
  const decoder = new VideoDecoder({
    output: (frame) => frames.push(frame),
    error: (error) => {
      failure ??= words(error);
    },
  });
  const hand = async () => {
    for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) {
      const time = inside.shift();
      try {
        // Before its beginning a track may hold pictures that others are made of.
        if (time !== undefined && time.timestamp >= 0) {
          const us = Math.max(0, Math.round((time.timestamp - start) * MICROSECONDS));
          await take(frame, us, Math.round(time.duration * MICROSECONDS));
        }
      } finally {
        frame.close();
      }
    }
  };
  try {
    const wanted = { ...config, hardwareAcceleration: 'prefer-software', useWorkerThread: false };
    const { supported } = await VideoDecoder.isConfigSupported(wanted);
    if (!supported) throw new Fault('video-codec', config.codec);
    decoder.configure(wanted);
    for await (const packet of new EncodedPacketSink(video).packets()) {
      let at = inside.length;
      while (at > 0 && inside[at - 1].timestamp > packet.timestamp) at--;
      inside.splice(at, 0, { timestamp: packet.timestamp, duration: packet.duration });
      const timestamp = Math.round(packet.timestamp * MICROSECONDS);
      decoder.decode(new EncodedVideoChunk({ type: packet.type, timestamp, data: packet.data }));
      await turn();
      await hand();
      if (failure !== undefined) break;
    }
    if (failure === undefined) await decoder.flush();
    await hand();
    lost = inside.length;
  } finally {
    if (decoder.state !== 'closed') decoder.close();
    for (const frame of frames) frame.close();
  }
  if (failure !== undefined) throw new Fault('damaged', failure);
  return lost;
}
