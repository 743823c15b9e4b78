/**
 * The decoder in a process of its own: it is native and young, and what it is given may be broken, so that a crash here
 * is a finding and not the end of the audit. Plain JavaScript, since it is started by path; the only file of the audit
 * that knows `node-webcodecs`. Speaks with `openDecoder.ts` only, in messages:
 *
 *   out: { ready: true }
 *   in:  { codec, configuration?, pictures: [{ bytes, keyframe }] }
 *   out: { outcome: 'decoded' } | { outcome: 'failed' | 'unsupported', because }
 */
import { EncodedVideoChunk, isNativeAvailable, VideoDecoder } from 'node-webcodecs';

// Ctrl-C reaches the whole group of processes: the audit ends this one by closing the channel.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

const words = (error) => (error instanceof Error ? error.message : String(error));

async function decode({ codec, configuration, pictures }) {
  const config = {
    codec,
    hardwareAcceleration: 'prefer-software',
    // With threads of its own it loses a picture, or never ends, once in some thousand groups on a busy machine (1.3.0).
    useWorkerThread: false,
    ...(configuration === undefined ? {} : { description: configuration }),
  };
  const { supported } = await VideoDecoder.isConfigSupported(config);
  if (!supported) return { outcome: 'unsupported', because: `the decoder knows no ${codec}` };
  let shown = 0;
  let because;
  const decoder = new VideoDecoder({
    output: (frame) => {
      shown += 1;
      frame.close();
    },
    error: (error) => {
      because ??= words(error);
    },
  });
  try {
    decoder.configure(config);
    pictures.forEach(({ bytes, keyframe }, index) => {
      decoder.decode(new EncodedVideoChunk({ type: keyframe ? 'key' : 'delta', timestamp: index * 1000, data: bytes }));
    });
    await decoder.flush();
  } catch (error) {
    because ??= words(error);
  } finally {
    if (decoder.state !== 'closed') decoder.close();
  }
  because ??= shown < pictures.length ? `${shown} of ${pictures.length} pictures come out of it` : undefined;
  return because === undefined ? { outcome: 'decoded' } : { outcome: 'failed', because };
}

if (!isNativeAvailable()) process.exit(3);
process.on('message', async (request) => process.send(await decode(request)));
process.send({ ready: true });
