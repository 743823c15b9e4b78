import type { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { GetImagesCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { ArchiverError } from '../../core/errors.ts';
import type { ImageForm } from '../../core/images/imageForm.ts';
import type { RememberEndpoint, StreamReference } from '../../core/ports/footageSource.ts';
import type { ImageSource, ImageSpan, MomentImage } from '../../core/ports/imageSource.ts';
import type { System } from '../../core/system.ts';
import { DataEndpoints } from './dataEndpoints.ts';
import { retryThrottled } from './retryThrottled.ts';

/** Documented: API reference, GetImages: the longest span of one call. */
const LONGEST_SPAN_MS = 300_000;
/** Both bounds of the interval, as the API takes it; a longer one is asked for moment by moment. */
const MAX_INTERVAL_MS = 20_000;
/** What a page has, whatever is asked for (documented: API reference); each is paid for in fragment points. */
const PAGE = 25;

/** Images by GetImages. */
export class KvsImageSource implements ImageSource {
  readonly #endpoints: DataEndpoints;
  readonly #system: System;
  readonly #onThrottled: () => void;

  constructor(
    control: KinesisVideoClient,
    remember: RememberEndpoint,
    system: System,
    onThrottled: () => void = () => undefined,
  ) {
    this.#endpoints = new DataEndpoints(control, remember);
    this.#system = system;
    this.#onThrottled = onThrottled;
  }

  async *images(stream: StreamReference, { fromMs, toMs, everyMs }: ImageSpan, form: ImageForm) {
    const isLong = everyMs > MAX_INTERVAL_MS;
    // Whole intervals, so that the next call goes on where this one ends.
    const stepMs = isLong ? everyMs : (Math.floor((LONGEST_SPAN_MS - 1) / everyMs) + 1) * everyMs;
    for (let startMs = fromMs; startMs <= toMs; startMs += stepMs) {
      const endMs = isLong ? startMs : Math.min(toMs, startMs + stepMs - everyMs);
      yield* this.#span(stream, startMs, endMs, isLong ? MAX_INTERVAL_MS : everyMs, form);
    }
  }

  async *#span(
    stream: StreamReference,
    startMs: number,
    endMs: number,
    everyMs: number,
    { format, quality, width, height }: ImageForm,
  ): AsyncGenerator<MomentImage> {
    const doing = `GetImages of ${stream.streamArn}`;
    let nextToken: string | undefined;
    do {
      const command = new GetImagesCommand({
        StreamARN: stream.streamArn,
        ImageSelectorType: 'PRODUCER_TIMESTAMP',
        StartTimestamp: new Date(startMs),
        EndTimestamp: new Date(endMs),
        SamplingInterval: everyMs,
        Format: format,
        MaxResults: PAGE,
        ...(format === 'JPEG' ? { FormatConfig: { JPEGQuality: String(quality) } } : {}),
        ...(width === undefined ? {} : { WidthPixels: width }),
        ...(height === undefined ? {} : { HeightPixels: height }),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      });
      const { Images, NextToken } = await retryThrottled(
        this.#system,
        () => this.#endpoints.call(stream, 'GET_IMAGES', doing, (client) => client.send(command)),
        this.#onThrottled,
      );
      // What another API's endpoint answers (observed: boto3 issue 3305): a success without the images.
      if (Images === undefined) throw new ArchiverError('Internal', `${doing}: no images in the answer`);
      for (const { TimeStamp, ImageContent, Error: error } of Images) {
        const ms = TimeStamp?.getTime() ?? Number.NaN;
        if (ImageContent !== undefined) yield { ms, bytes: Buffer.from(ImageContent, 'base64') };
        else yield { ms, error: error === 'NO_MEDIA' ? 'NO_MEDIA' : 'MEDIA_ERROR' };
      }
      nextToken = NextToken ?? undefined;
    } while (nextToken !== undefined && nextToken !== '');
  }
}
