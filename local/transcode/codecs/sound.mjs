import { AudioSampleSink, EncodedPacketSink } from 'mediabunny';
import { AudioData, AudioEncoder } from 'node-webcodecs';
import { Fault, MICROSECONDS, tell, turn, words } from './channel.mjs';
import { AAC_FRAME, Mixer } from './Mixer.mjs';

/** Gathers frames of AAC, and hands them on twice a second, so that segments end where the picture's do. */
class SoundTrack {
  #frames = [];
  #handed = 0;
  constructor(config) {
    this.config = config;
    this.most = Math.max(1, Math.floor((0.5 * config.sampleRate) / AAC_FRAME));
  }

  #usAt(count) {
    return Math.round((count * AAC_FRAME * MICROSECONDS) / this.config.sampleRate);
  }

  async add(bytes) {
    this.#frames.push(bytes);
    if (this.#frames.length >= this.most) await this.hand();
  }

  async hand() {
    if (this.#frames.length === 0) return;
    if (this.#handed === 0) await tell({ config: { track: 'audio', codec: 'aac', ...this.config } });
    const first = this.#handed;
    this.#handed += this.#frames.length;
    const samples = this.#frames.map((bytes, at) => ({
      bytes,
      keyframe: true,
      us: this.#usAt(first + at + 1) - this.#usAt(first + at),
    }));
    this.#frames = [];
    await tell({ group: { track: 'audio', startUs: this.#usAt(first), samples } });
  }
}

/** Whether the sound is what is asked for as it is: one source, AAC-LC of that many channels and that rate. */
async function isWanted({ channels, sampleRate }, sources) {
  const [{ audio, probed }] = sources;
  if (sources.length > 1 || audio?.codec !== 'aac') return false;
  const config = await audio.getDecoderConfig();
  const isPlain = config?.description !== undefined && config.codec === 'mp4a.40.2';
  return isPlain && probed.audio.channels === channels && probed.audio.sampleRate === sampleRate;
}

async function passSound({ audio, start }) {
  const { description, sampleRate, numberOfChannels: channels } = await audio.getDecoderConfig();
  const plain = new Uint8Array(description.buffer ?? description, description.byteOffset ?? 0, 2);
  const track = new SoundTrack({ description: new Uint8Array(plain), sampleRate, channels });
  for await (const packet of new EncodedPacketSink(audio).packets()) {
    // Before its beginning a track may hold what others are decoded with.
    if (packet.timestamp + packet.duration / 2 >= start) await track.add(new Uint8Array(packet.data));
  }
  await track.hand();
}

/** Silence of a track that begins late, or has a hole: what is shorter is its clock. */
const LEAST_HOLE_SECONDS = 0.05;
const MOST_HOLE_SECONDS = 600;

async function encodeSound({ audio }, sources) {
  const { channels, sampleRate, bitrate } = audio;
  const coded = [];
  let description;
  let failure;
  const encoder = new AudioEncoder({
    output: (chunk, metadata) => {
      description ??= metadata?.decoderConfig?.description;
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      coded.push(bytes);
    },
    error: (error) => {
      failure ??= words(error);
    },
  });
  encoder.configure({ codec: 'mp4a.40.2', sampleRate, numberOfChannels: channels, bitrate, useWorkerThread: false });
  let track;
  let isPrimed = false;
  const hand = async () => {
    for (let bytes = coded.shift(); bytes !== undefined; bytes = coded.shift()) {
      // The first holds nothing but what the encoder is primed with: 21 ms by which all would be late.
      if (!isPrimed) isPrimed = true;
      else {
        track ??= new SoundTrack({ description: new Uint8Array(description).slice(0, 2), sampleRate, channels });
        await track.add(bytes);
      }
    }
  };
  const mixer = new Mixer(audio, async (data) => {
    const timestamp = Math.round(((mixer.frames - 1) * AAC_FRAME * MICROSECONDS) / sampleRate);
    const frame = { format: 'f32', sampleRate, numberOfFrames: AAC_FRAME, numberOfChannels: channels, timestamp, data };
    const samples = new AudioData(frame);
    encoder.encode(samples);
    samples.close();
    if (failure !== undefined) throw new Fault('internal', `the encoder of sound says: ${failure}`);
    await turn();
    await hand();
  });
  let offset = 0;
  for (const source of sources) {
    if (source.audio !== undefined) {
      for await (const sample of new AudioSampleSink(source.audio).samples()) {
        try {
          const at = offset + sample.timestamp - source.start;
          const hole = at - mixer.seconds;
          if (hole > LEAST_HOLE_SECONDS) await mixer.silence(Math.min(hole, MOST_HOLE_SECONDS));
          if (at + sample.duration <= offset) continue;
          const data = new Float32Array(sample.numberOfFrames * sample.numberOfChannels);
          sample.copyTo(data, { planeIndex: 0, format: 'f32' });
          await mixer.add(data, sample.numberOfChannels, sample.sampleRate);
        } finally {
          sample.close();
        }
      }
    }
    offset += source.probed.durationMs / 1000;
  }
  await mixer.end();
  await encoder.flush();
  encoder.close();
  await hand();
  await track?.hand();
}

/** The sound of the sources as AAC: as it is where it is what is asked for, else coded anew. */
export async function makeAudio(order, sources) {
  if (await isWanted(order.audio, sources)) return await passSound(sources[0]);
  for (const { audio, probed } of sources) {
    if (audio !== undefined && !(await audio.canDecode())) throw new Fault('audio-codec', probed.audio.codec);
  }
  await encodeSound(order, sources);
}
