import { createHash } from 'node:crypto';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { type Fragment, producerMs } from '../../../core/fragment.ts';
import { IMAGE_FILE } from '../../../core/images/imageForm.ts';
import { IMAGE_METADATA, imageName } from '../../../core/images/imageObject.ts';
import { type ImageRequest, parseImageRequest } from '../../../core/images/imageRequest.ts';
import { sampleMoments } from '../../../core/images/sampleMoments.ts';
import type { FootageSource, StreamReference } from '../../../core/ports/footageSource.ts';
import type { ImageSource, MomentImage } from '../../../core/ports/imageSource.ts';
import type { ObjectLinks } from '../../../core/ports/objectLinks.ts';
import type { RequestedImages } from '../../../core/ports/requestedImages.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { LONGEST_FRAGMENT_MS } from '../../../core/windows/chooseWindow.ts';
import { enrolmentOf } from './enrolment.ts';

export interface RequestImagesPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: StreamStore;
  readonly footage: Pick<FootageSource, 'list'>;
  readonly images: ImageSource;
  readonly stored: RequestedImages;
  readonly links: ObjectLinks;
  readonly imagesBucket: string;
  readonly clock: Clock;
}

/** What one request makes within the time that the HTTP API has; `next` says where the following one begins. */
const MOST_IMAGES = 100;
const HOUR_MS = 3_600_000;
const LINK_SECONDS = 3600;

/** An image of a moment, or why there is none. */
export interface RequestedImage {
  readonly producerMs: number;
  readonly fragmentNumber?: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly bytes?: number;
  readonly contentType?: string;
  readonly imageUrl?: string;
  readonly error?: 'NO_MEDIA' | 'MEDIA_ERROR';
}

/**
 * Makes images of footage that KVS still holds, by GetImages, and stores them below `requested/{stream}/`: from there on
 * they are images as all others, listed and looked at. What KVS has forgotten lies in the archive, and no function
 * decodes video: the command line does.
 *
 * @throws ArchiverError `InvalidInput` naming the field; `NotFound` for a stream that is not enrolled; `Expired` and
 *   `NotYetAvailable` for spans that KVS holds nothing of any more, or yet
 */
export async function requestImages(streamName: string, input: unknown, ports: RequestImagesPorts) {
  const now = ports.clock.now();
  const request = parseImageRequest(input, now);
  const { streamArn } = await enrolmentOf(streamName, ports.enrolments);
  const state = await ports.streams.get(streamArn);
  refuseWhatKvsLacks(streamName, request, state?.retentionHours, now);

  const moments = sampleMoments(request.fromMs, request.toMs, request.everyMs);
  const count = Math.min(moments.count, MOST_IMAGES);
  const span = { fromMs: request.fromMs, toMs: moments.at(count - 1), everyMs: request.everyMs };
  const stream = { streamArn, endpoints: state?.endpoints ?? {} };
  const fragments = await fragmentsOf(stream, span, ports.footage);
  const items: RequestedImage[] = [];
  for await (const image of ports.images.images(stream, span, request.form)) {
    items.push(await stored(streamName, streamArn, image, fragments, request, ports));
  }
  return {
    streamName,
    from: formatTime(span.fromMs),
    to: formatTime(span.toMs),
    everyMs: span.everyMs,
    items,
    ...(count < moments.count ? { next: formatTime(moments.at(count)) } : {}),
  };
}

function refuseWhatKvsLacks(
  streamName: string,
  { fromMs, toMs }: ImageRequest,
  retentionHours: number | undefined,
  now: number,
): void {
  if (fromMs > now) {
    throw new ArchiverError('NotYetAvailable', `from: ${formatTime(fromMs)} is still to come`, {
      details: { field: 'from' },
    });
  }
  if (retentionHours !== undefined && toMs < now - retentionHours * HOUR_MS) {
    throw new ArchiverError(
      'Expired',
      `to: KVS keeps ${streamName} for ${retentionHours} h; images of what is archived are made by ` +
        `kvs-archiver images --stream ${streamName} --from ${formatTime(fromMs)} --to ${formatTime(toMs)}`,
      { details: { field: 'to' } },
    );
  }
}

/** Those that may cover the span, by their beginning. */
async function fragmentsOf(
  stream: StreamReference,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  footage: Pick<FootageSource, 'list'>,
): Promise<readonly Fragment[]> {
  const range = {
    clock: 'producer',
    startMs: producerMs(Math.max(0, fromMs - LONGEST_FRAGMENT_MS)),
    endMs: producerMs(toMs),
  } as const;
  const fragments: Fragment[] = [];
  try {
    for await (const page of footage.list(stream, range)) fragments.push(...page);
  } catch (error) {
    // A stream that KVS has no more says so once more when images are asked for.
    if (!isArchiverError(error, 'NotFound')) throw error;
  }
  return fragments.sort((a, b) => a.producerMs - b.producerMs);
}

async function stored(
  streamName: string,
  streamArn: string,
  image: MomentImage,
  fragments: readonly Fragment[],
  { form }: ImageRequest,
  ports: RequestImagesPorts,
): Promise<RequestedImage> {
  if ('error' in image) return { producerMs: image.ms, error: image.error };
  const fragment = fragments.findLast((one) => one.producerMs <= image.ms);
  const { contentType } = IMAGE_FILE[form.format];
  // Asked for again, the same image is the same object.
  const digest = createHash('sha256')
    .update(JSON.stringify([streamArn, image.ms, form]))
    .digest('hex');
  const name = imageName({
    prefix: '',
    accountId: streamArn.split(':')[4] ?? '',
    streamName,
    timecodeMs: image.ms,
    random: digest.slice(0, 32),
    format: form.format,
  });
  const place = { bucket: ports.imagesBucket, key: `requested/${streamName}/${name}` };
  await ports.stored.put(place, {
    bytes: image.bytes,
    contentType,
    metadata:
      fragment === undefined
        ? { [IMAGE_METADATA.producerMs]: String(image.ms) }
        : {
            [IMAGE_METADATA.fragmentNumber]: fragment.number,
            [IMAGE_METADATA.producerMs]: String(fragment.producerMs),
            [IMAGE_METADATA.serverMs]: String(fragment.serverMs),
          },
  });
  const { url } = await ports.links.linkTo(place, { expiresSeconds: LINK_SECONDS });
  return {
    producerMs: image.ms,
    ...(fragment === undefined ? {} : { fragmentNumber: fragment.number }),
    ...place,
    bytes: image.bytes.length,
    contentType,
    imageUrl: url,
  };
}
