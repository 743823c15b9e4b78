import type { EncodedPacket, InputAudioTrack, InputVideoTrack } from 'mediabunny';
import type { Track } from '../../core/matroska/Track.ts';

/** A track of a file that goes out. */
export interface FileTrack {
  readonly input: InputVideoTrack | InputAudioTrack;
  /** As the header declares it. */
  readonly track: Track;
  /** A packet's bytes as they go out. */
  readonly payloadOf: (packet: EncodedPacket) => Uint8Array;
}
