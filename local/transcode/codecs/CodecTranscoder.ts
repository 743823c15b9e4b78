import { TranscodeFault } from '../TranscodeFault.ts';
import type { LocalTranscoder, MadePiece, TrackName, TranscodeOrder, TranscodeSummary } from '../TranscodeOrder.ts';
import { type CodecMessage, runCodecProcess } from './CodecProcess.ts';
import { CodedTrack } from './CodedTrack.ts';

/** Transcodes with what npm installs: `node-webcodecs`, `mediabunny` and `sharp`, in a process of its own. */
export class CodecTranscoder implements LocalTranscoder {
  readonly name = 'node-webcodecs';

  async transcode(
    order: TranscodeOrder,
    take: (piece: MadePiece) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TranscodeSummary> {
    const tracks = new Map<TrackName, CodedTrack>();
    const summary = await runCodecProcess(order, (message) => hand(message, tracks, take), signal);
    return { durationMs: summary.durationMs ?? 0, frames: summary.frames ?? 0, lost: summary.lost ?? 0 };
  }
}

async function hand(
  message: CodecMessage,
  tracks: Map<TrackName, CodedTrack>,
  take: (piece: MadePiece) => Promise<void>,
): Promise<void> {
  if ('probed' in message) return await take({ kind: 'probed', sources: message.probed });
  if ('picture' in message) return await take({ kind: 'picture', ...message.picture });
  if ('sheet' in message) return await take({ kind: 'sheet', ...message.sheet });
  if ('progress' in message) return await take({ kind: 'progress', ...message.progress });
  if ('config' in message) {
    const track = new CodedTrack(message.config);
    tracks.set(message.config.track, track);
    return await take(track.init());
  }
  if ('group' in message) {
    const track = tracks.get(message.group.track);
    if (track === undefined) throw new TranscodeFault('internal', 'samples came before their configuration');
    return await take(track.fragment(message.group));
  }
}
