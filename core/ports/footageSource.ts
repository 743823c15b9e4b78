import type { Fragment, FragmentNumber, ProducerMs, ServerMs } from '../fragment.ts';

/** What KVS says of a stream. */
export interface StreamDescription {
  readonly streamName: string;
  readonly streamArn: string;
  readonly createdMs: ServerMs;
  readonly retentionHours: number;
}

/** The stream to read, and its data endpoints as far as they are known. */
export interface StreamReference {
  readonly streamArn: string;
  readonly endpoints: Readonly<Record<string, string>>;
}

/** A span, both ends inclusive, by one of the two clocks. KVS takes spans of up to 24 h: longer ones are cut up. */
export type FragmentRange =
  | { readonly clock: 'producer'; readonly startMs: ProducerMs; readonly endMs: ProducerMs }
  | { readonly clock: 'server'; readonly startMs: ServerMs; readonly endMs: ServerMs };

/** A body as it arrives. Leaving the loop early ends the connection. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** Reading a stream's footage: Kinesis Video Streams in the domain's words. */
export interface FootageSource {
  /** @throws ArchiverError `NotFound`, `Throttled` */
  describe(streamName: string): Promise<StreamDescription>;
  /**
   * Every fragment that starts in the range, in no order, page by page.
   *
   * @param expected about how many there are: KVS charges points for the page size asked, not for what it returns
   * @throws ArchiverError `NotFound`, `Throttled`
   */
  list(stream: StreamReference, range: FragmentRange, expected?: number): AsyncIterable<readonly Fragment[]>;
  /**
   * GetClip by producer time: the fragments that start in [startMs, endMs] as an MP4, cut short in silence.
   *
   * @throws ArchiverError `Throttled`; `UnsupportedMedia` where GetClip refuses this media; `NotFound` where the stream
   *   or every fragment is gone
   */
  clip(stream: StreamReference, startMs: ProducerMs, endMs: ProducerMs): Promise<ByteStream>;
  /**
   * GetMediaForFragmentList: one Matroska document a fragment. Its errors come inside the body.
   *
   * @throws ArchiverError `NotFound`, `Throttled`
   */
  fragments(stream: StreamReference, numbers: readonly FragmentNumber[]): Promise<ByteStream>;
}

/** Remembers the data endpoints that a source had to ask for. */
export type RememberEndpoint = (streamArn: string, api: string, url: string) => Promise<void>;
